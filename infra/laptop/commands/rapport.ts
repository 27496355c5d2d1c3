import { defineCommand } from 'citty';

/** Each command is loaded when it is called, so that --help answers at once. */
export const rapport = defineCommand({
  meta: { name: 'rapport', description: 'One-to-one marketing for an online shop, on this machine' },
  subCommands: {
    start: () => import('./start.ts').then((module) => module.default),
    import: () => import('./import.ts').then((module) => module.default),
    'import-personalize': () => import('./import-personalize.ts').then((module) => module.default),
    night: () => import('./night.ts').then((module) => module.default),
    'verify-certificate': () => import('./verify-certificate.ts').then((module) => module.default),
    mcp: () => import('./mcp.ts').then((module) => module.default),
    plan: () => import('./plan.ts').then((module) => module.default),
    anonymise: () => import('./anonymise.ts').then((module) => module.default),
    replay: () => import('./replay.ts').then((module) => module.default),
    quality: () => import('./quality.ts').then((module) => module.default),
    evaluate: () => import('./evaluate.ts').then((module) => module.default),
  },
});
