/**
 * How good the order of "again" is: of each customer of UCI Online Retail, what they bought on their last day of orders
 * and had bought before, looked for among the first ten of all that they had bought; beside other orders of the same.
 *
 *     node test/bench/buy-again.ts FOLDER [--day-before]
 *
 * FOLDER has the data set's rows in files *.csv.gz, by whose names they are in time. With `--day-before` the day before
 * the last is foreseen: what is chosen by figures is chosen there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { tableRows } from '../../infra/laptop/catalog-feeds/table.ts';
import type { Interaction } from '../../shared/domain/interaction.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { setMetrics } from '../../shared/evaluation/ranking-metrics.ts';
import { boughtAgain } from '../../shared/features/bought-again.ts';
import { seededRandom } from '../../shared/math/random.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'day-before': { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (folder === undefined)
  throw new Error('want the folder of the data set, as in: node test/bench/buy-again.ts FOLDER');

const random = seededRandom(1);
const ORDERS: Readonly<
  Record<string, (itemIds: readonly string[], past: readonly Interaction[]) => readonly string[]>
> = {
  'as served': (itemIds) => itemIds,
  'newest first': (itemIds, past) => byNewest(itemIds, past),
  'longest ago first': (itemIds, past) => byNewest(itemIds, past).toReversed(),
  'at random': (itemIds) => shuffled(itemIds),
};

function byNewest(itemIds: readonly string[], past: readonly Interaction[]): readonly string[] {
  const newestMs = new Map(past.map(({ itemId, atMs }) => [itemId, atMs]));
  return itemIds.toSorted((a, b) => newestMs.get(b)! - newestMs.get(a)!);
}

function shuffled(itemIds: readonly string[]): readonly string[] {
  const keyed = itemIds.map((itemId) => ({ itemId, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ itemId }) => itemId);
}

/** By customer, oldest first; rows without a customer are left out. */
async function interactionsByCustomer(): Promise<ReadonlyMap<string, readonly Interaction[]>> {
  const found = new Map<string, Interaction[]>();
  for (const file of readdirSync(folder!)
    .filter((name) => name.endsWith('.csv.gz'))
    .sort()) {
    const text = gunzipSync(readFileSync(join(folder!, file))).toString('utf8');
    for await (const row of tableRows(
      (async function* () {
        yield text;
      })(),
      ',',
    )) {
      if ('defect' in row || row.cells[0] === 'InvoiceNo') continue;
      const [invoice = '', itemId = '', , , date = '', , customer = ''] = row.cells;
      if (customer === '') continue;
      const kind = invoice.startsWith('C') ? 'refund' : 'purchase';
      const own = found.get(customer) ?? [];
      found.set(customer, own);
      own.push({ itemId, kind, atMs: Date.parse(`${date.replace(' ', 'T')}Z`), quantity: 1 });
    }
  }
  for (const own of found.values()) own.sort((a, b) => a.atMs - b.atMs);
  return found;
}

const dayOf = ({ atMs }: Interaction): number => Math.floor(atMs / DAY_MS);

const tasks = [...(await interactionsByCustomer())].flatMap(([personKey, all]) => {
  const bought = all.filter(({ kind }) => kind === 'purchase');
  const day = [...new Set(bought.map(dayOf))].at(values['day-before'] ? -2 : -1);
  if (day === undefined) return [];
  const past = all.filter((interaction) => dayOf(interaction) < day);
  const had = boughtAgain(past);
  const wanted = new Set(bought.filter((one) => dayOf(one) === day).map(({ itemId }) => itemId));
  const targets = had.filter((itemId) => wanted.has(itemId));
  return targets.length === 0 ? [] : [{ personKey, past, had, targets }];
});
console.log({ people: tasks.length, bought: meanOf(({ had }) => had), boughtAgain: meanOf(({ targets }) => targets) });
for (const [name, order] of Object.entries(ORDERS)) {
  const ranked = tasks.map(({ personKey, past, had, targets }) => {
    const place = new Map(order(had, past).map((itemId, at) => [itemId, at + 1]));
    return { personKey, ranks: targets.map((itemId) => place.get(itemId)!) };
  });
  const { figures } = setMetrics(ranked, [10]);
  console.log(name.padEnd(20), 'ndcg@10', figures['ndcg@10']?.toFixed(3), 'hr@10', figures['hr@10']?.toFixed(3));
}

function meanOf(listOf: (task: (typeof tasks)[number]) => readonly string[]): number {
  return Math.round((10 * tasks.reduce((sum, task) => sum + listOf(task).length, 0)) / tasks.length) / 10;
}
