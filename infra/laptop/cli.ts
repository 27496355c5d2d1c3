#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { defineCommand, runMain } from 'citty';

enableCompileCache(); // a command starts in half the time when it has run before

/** Each command is loaded when it is called, so that --help answers at once. */
const main = defineCommand({
  meta: { name: 'rapport', description: 'One-to-one marketing for an online shop, on this machine' },
  subCommands: {
    start: () => import('./commands/start.ts').then((module) => module.default),
    import: () => import('./commands/import.ts').then((module) => module.default),
    night: () => import('./commands/night.ts').then((module) => module.default),
    'verify-certificate': () => import('./commands/verify-certificate.ts').then((module) => module.default),
    plan: () => import('./commands/plan.ts').then((module) => module.default),
    anonymise: () => import('./commands/anonymise.ts').then((module) => module.default),
    replay: () => import('./commands/replay.ts').then((module) => module.default),
    quality: () => import('./commands/quality.ts').then((module) => module.default),
    evaluate: () => import('./commands/evaluate.ts').then((module) => module.default),
  },
});

await runMain(main);
