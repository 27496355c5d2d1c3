import { number, type Terminal } from './terminal.ts';

/** The report as `GET /v1/reports/quality` tells it. */
export interface ToldQuality {
  readonly day: string;
  readonly comparisons: number;
  readonly counts: {
    readonly received: number;
    readonly events: Readonly<Record<string, { readonly events: number; readonly people: number }>>;
    readonly quarantined: Readonly<Record<string, number>>;
  };
  readonly findings: readonly {
    readonly kind: string;
    readonly event?: string;
    readonly field?: string;
    readonly detail?: string;
    readonly count: number;
    readonly of: number;
    readonly shareBefore?: number;
    readonly stabilityIndex?: number;
  }[];
  readonly breaks: readonly {
    readonly metric: string;
    readonly day: string;
    readonly value: number;
    readonly expected: number;
    readonly deviations: number;
  }[];
}

const SHOWN_FINDINGS = 30;

/** For a person to read: what is wrong first, then what came. */
export function sayQuality(terminal: Terminal, { day, comparisons, counts, findings, breaks }: ToldQuality): void {
  terminal.heading(`Events of the 24 hours before the night of ${day}: ${number(counts.received)}`);
  for (const finding of findings.slice(0, SHOWN_FINDINGS)) terminal.line(`  ! ${said(finding)}`);
  if (findings.length > SHOWN_FINDINGS) {
    terminal.line(`    … and ${number(findings.length - SHOWN_FINDINGS)} more; --json tells all`);
  }
  for (const { metric, day: of, value, expected, deviations } of breaks) {
    const side = deviations > 0 ? 'above' : 'below';
    terminal.line(
      `  ! ${metric} on ${of}: ${number(Math.round(value))}, ${Math.abs(deviations).toFixed(1)} deviations ${side} ${number(Math.round(expected))}`,
    );
  }
  if (findings.length + breaks.length === 0) terminal.line('  nothing found');
  terminal.line(`  ${number(comparisons)} comparisons with the days before\n`);
  for (const [name, { events, people }] of Object.entries(counts.events)) {
    terminal.line(`  ${name.padEnd(28)}${number(events).padStart(10)} of ${number(people)} people`);
  }
  for (const [code, count] of Object.entries(counts.quarantined)) {
    terminal.line(`  ${`quarantined: ${code}`.padEnd(28)}${number(count).padStart(10)}`);
  }
}

function said({ kind, event, field, detail, count, of, shareBefore, stabilityIndex }: ToldQuality['findings'][number]) {
  const what = [event, field, detail].filter((part) => part !== undefined).join(' · ');
  const now = `${number(count)} of ${number(of)}`;
  if (stabilityIndex !== undefined) return `${kind}: ${what}: stability index ${stabilityIndex.toFixed(2)} (${now})`;
  const before = shareBefore === undefined ? '' : `, ${percent(shareBefore)} before`;
  return `${kind}: ${what}: ${now} (${percent(of === 0 ? 0 : count / of)}${before})`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
