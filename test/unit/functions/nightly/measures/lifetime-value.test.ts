import { describe, expect, it } from 'vitest';
import { evaluateTask } from '../../../../../functions/nightly/measures/evaluate-task.ts';
import { csvTables } from '../../../../../shared/adapters/csv/text-tables.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';

const measured = (files: Readonly<Record<string, string>>, options: Readonly<Record<string, string>> = {}) =>
  evaluateTask({
    datasets: memoryDatasets({ shop: files }),
    tables: csvTables,
    arithmetic: arithmeticOf(1),
    clock: steppingClock(),
    log: silentLog,
    hash: sha256Hash,
  })({ dataset: 'shop', task: 'lifetime-value', options });

const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);

/** Forty people who come every few days until they leave. */
function orders(write: (person: string, day: number, value: number) => string): string[] {
  const random = seededRandom(5);
  return Array.from({ length: 40 }, (_, person) => {
    const lines: string[] = [];
    for (let at = Math.floor(20 * random()); at < 100; at += 2 + Math.floor(25 * random())) {
      lines.push(write(`p${person}`, at, 10 + Math.floor(50 * random())));
      if (random() < 0.1) break;
    }
    return lines;
  }).flat();
}

describe('evaluate --task lifetime-value', () => {
  const named = { id: 'who', time: 'when', value: 'worth' };
  const table = ['who,when,worth', ...orders((who, at, value) => `${who},${day(at)} 10:00:00,${value}`)].join('\n');

  it('measures any table of orders whose columns are named', async () => {
    const report = await measured({ 'orders.csv': table }, named);
    expect(report.counts).toMatchObject({ people: 40, withoutPerson: 0 });
    expect(Object.keys(report.metrics)).toEqual(['model', 'bgNbd', 'paretoNbd', 'rfm', 'asBefore']);
    expect(report.metrics['model']).toHaveProperty('valueSpearman');
    expect(report.details['until']).toBe('2026-02-19'); // half of the days until the last order
  });

  it('reads the same orders alike in every form and in several files', async () => {
    const lines = table.split('\n');
    const halves = {
      'a.csv': [lines[0], ...lines.slice(1, 30)].join('\n'),
      'b.csv': [lines[0], ...lines.slice(30)].join('\n'),
    };
    const compact = orders((who, at, value) => ` ${who.slice(1)} ${day(at).replaceAll('-', '')} 1 ${value}.00`).join(
      '\n',
    );
    const invoices = [
      'InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID',
      ...orders((who, at, value) => `1,x,2,${day(at)} 08:26:00,${value / 2},${who}`),
      `C2,x,-2,${day(3)} 08:26:00,5,p1`,
      `3,x,1,${day(3)} 08:26:00,0,p1`,
      `4,x,1,${day(3)} 08:26:00,5,`,
    ].join('\n');
    const reports = [
      await measured({ 'orders.csv': table }, named),
      await measured(halves, named),
      await measured({ 'CDNOW_sample.txt': compact }),
      await measured({ 'invoices.csv': invoices }),
    ];
    for (const { metrics } of reports) expect(metrics).toEqual(reports[0]!.metrics);
    expect(reports[3]!.counts).toMatchObject({ withoutPerson: 1, withoutValue: 2 });
  });

  it('says what is wrong with a table, an option or a day, and where', async () => {
    const refused = (files: Readonly<Record<string, string>>, options: Readonly<Record<string, string>> = named) =>
      measured(files, options).catch((error: Error) => error.message);
    expect(await refused({ 'a.csv': 'who,when,worth\np1,2026-02-30,5' })).toBe(
      'a.csv: row 1: want a day such as 2026-11-24, got "2026-02-30"',
    );
    expect(await refused({ 'a.csv': 'who,when,worth\np1,2026-02-03,much' })).toBe(
      'a.csv: row 1: want a number, got "much"',
    );
    expect(await refused({ 'a.csv': table, 'b.csv': 'who,when\np1,2026-02-03' })).toMatch(
      /b[.]csv: want the columns of a[.]csv/,
    );
    expect(await refused({ 'a.csv': table }, { ...named, id: 'whom' })).toMatch(/--id: a[.]csv has no column "whom"/);
    const late = { ...named, until: '2027-01-01' };
    expect(await refused({ 'a.csv': table }, late)).toMatch(
      /--until: want a day from 2026-01-01 to 2026-04-0\d, got 2027-01-01/,
    );
    expect(await refused({ 'a.csv': table }, { ...named, until: 'May' })).toBe(
      '--until: want a day such as 2026-11-24, got "May"',
    );
    expect(await refused({ 'a.csv': 'who,when,worth' })).toBe('no order is left of what was read');
    expect(await refused({ 'a.json': '{}' })).toMatch(/want [.]csv/);
  });

  it('has figures for two people, of whom one comes again', async () => {
    const report = await measured(
      { 'orders.csv': `who,when,worth\na,${day(0)},5\nb,${day(1)},7\na,${day(20)},5\na,${day(40)},5` },
      named,
    );
    expect(report.counts).toMatchObject({ foreseenPeople: 2, foreseenOrders: 1 });
    expect(report.metrics['model']!['valueTotalRatio']).toBeGreaterThan(0);
  });
});
