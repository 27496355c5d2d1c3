import { resized, sizeRows } from './bundle-sizes.ts';
import type { Deployment } from './deployment.ts';
import type { Figure } from './figures.ts';
import { table } from './table.ts';
import { type TemplateChange, templateChanges } from './templates.ts';

export interface Comparison {
  /** As a reader knows it: `main (9e9ac43)`. */
  readonly base: string;
  readonly deployments: { readonly base: Deployment; readonly now: Deployment };
  /** docs/processing.md of both. */
  readonly records: { readonly base: string; readonly now: string };
  /** Undefined when they were not measured. */
  readonly figures: readonly Figure[] | undefined;
}

/** What differs, part by part, and last a summary of a line each. */
export function comparisonReport({ base, deployments, records, figures }: Comparison): string {
  const changes = templateChanges(deployments.base.templates, deployments.now.templates);
  const lines = lineChanges(records.base, records.now);
  return [
    `Bundles, bytes now and since ${base}`,
    bundleTable(deployments),
    'Templates',
    changes.length === 0 ? `  as in ${base}` : changes.map(changeText).join('\n'),
    'Record of processing',
    lines.length === 0 ? `  as in ${base}` : lines.map((line) => `  ${shortened(line)}`).join('\n'),
    ...(figures === undefined ? [] : ['Figures, ms of processor time a call, medians', figureTable(figures)]),
    'Summary',
    [
      `  bundles: ${bundleSummary(deployments)}`,
      `  templates: ${templateSummary(changes)}`,
      `  record of processing: ${lines.length === 0 ? 'no change' : `lines that differ: ${lines.length}`}`,
      `  figures: ${figures === undefined ? 'not measured' : figureSummary(figures)}`,
    ].join('\n'),
  ].join('\n\n');
}

// ── Bundles ─────────────────────────────────────────────────────────────────────────────────────────

const bundleTable = ({ base, now }: Comparison['deployments']): string =>
  table(['function', 'module', '', 'gzip', '', 'unzipped', ''], sizeRows(base.bundles, now.bundles));

function bundleSummary({ base, now }: Comparison['deployments']): string {
  const names = resized(base.bundles, now.bundles);
  return names.length === 0 ? 'no change' : `${names.join(', ')} differ${names.length === 1 ? 's' : ''} in size`;
}

// ── Templates ───────────────────────────────────────────────────────────────────────────────────────

const SIGN = { added: '+', removed: '−', changed: '~' } as const;

const changeText = ({ change, stack, id, type, properties }: TemplateChange): string =>
  [
    `  ${SIGN[change]} ${stack} · ${type} · ${id}`,
    ...properties.map(({ path, base, now }) => `      ${path}: ${shortened(base)} → ${shortened(now)}`),
  ].join('\n');

function templateSummary(changes: readonly TemplateChange[]): string {
  const counts = Object.entries(Object.groupBy(changes, ({ change }) => change));
  return counts.map(([change, of]) => `${of.length} ${change}`).join(', ') || 'no change';
}

// ── Record of processing ────────────────────────────────────────────────────────────────────────────

/** Lines that only one of two texts has. */
function lineChanges(base: string, now: string): readonly string[] {
  const [before, after] = [base, now].map((text) => new Set(text.split('\n')));
  return [
    ...[...before!].filter((line) => !after!.has(line)).map((line) => `− ${line}`),
    ...[...after!].filter((line) => !before!.has(line)).map((line) => `+ ${line}`),
  ];
}

// ── Figures ─────────────────────────────────────────────────────────────────────────────────────────

const figureTable = (figures: readonly Figure[]): string =>
  table(
    ['', 'base', 'now', 'now / base', 'middle half', ''],
    figures.map(({ name, ratio, failure }) => {
      if (ratio === undefined) return [name, '–', '–', '–', '–', shortened(failure ?? '')];
      const { base, now, low, high, verdict } = ratio;
      const half = `${low.toFixed(2)} … ${high.toFixed(2)}`;
      return [name, ms(base), ms(now), ratio.ratio.toFixed(2), half, verdict === 'same' ? '' : verdict];
    }),
  );

const ms = (value: number): string => value.toPrecision(3);

function figureSummary(figures: readonly Figure[]): string {
  const told = figures.flatMap(({ name, ratio, failure }) => {
    if (ratio === undefined) return [`${name} cannot be compared (${shortened(failure ?? '')})`];
    return ratio.verdict === 'same' ? [] : [`${name} ${ratio.verdict}, ${ratio.ratio.toFixed(2)} ×`];
  });
  return told.join('; ') || 'no change that is told from noise';
}

const MOST = 160;

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= MOST ? line : `${line.slice(0, MOST)}…`;
}
