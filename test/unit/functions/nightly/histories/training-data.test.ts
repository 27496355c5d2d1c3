import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSomePeople, readTrainingData } from '../../../../../functions/nightly/histories/training-data.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { HISTORY_KINDS } from '../../../../../shared/features/history.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { shuffled } from '../../../../../shared/simulation/draws.ts';
import { anEvent } from '../../../../support/events.ts';
import { historiesOf } from '../../../../support/reference/training-data.ts';
import type { PersonEvent } from '../../../../support/written-snapshot.ts';
import { writtenSnapshot } from '../../../../support/written-snapshot.ts';

const names = [
  'Product Viewed',
  'Product Added',
  'Product Removed',
  'Order Completed',
  'Order Refunded',
  'Stock Asked',
];

/** Few people, items, moments and message ids, so that ties, repeats and copies are the rule. */
const someRow = fc.record({
  person: fc.constantFrom('a', 'b', 'ü', 'c'),
  name: fc.constantFrom(...names),
  items: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
  clientAtMs: fc.integer({ min: 0, max: 6 }),
  clockErrorMs: fc.integer({ min: -1, max: 1 }),
  messageId: fc.nat(12).map((n) => `m${n}`),
  context: fc.constantFrom({}, { locale: 'de-AT' }, { locale: 'fr-FR', timezone: 'Europe/Paris' }),
});
type Row = typeof someRow extends fc.Arbitrary<infer T> ? T : never;

const eventOf = ({ person, name, items, clientAtMs, clockErrorMs, messageId, context }: Row): PersonEvent => ({
  personKey: `U#${person}`,
  event: anEvent({
    name,
    clientAtMs,
    atMs: clientAtMs + clockErrorMs,
    messageId,
    context,
    properties: name.startsWith('Order')
      ? { products: items.map((item) => ({ product_id: `i${item}` })) }
      : { product_id: `i${items[0]}` },
  }),
});

/** Events that are the same event say the same, but for the clock error. */
const agreeing = (rows: readonly Row[]): readonly PersonEvent[] => {
  const first = new Map<string, Row>();
  return rows.map((row) => {
    const key = `${row.person} ${row.clientAtMs} ${row.messageId}`;
    if (!first.has(key)) first.set(key, row);
    return eventOf({ ...first.get(key)!, clockErrorMs: row.clockErrorMs });
  });
};

describe('what a night trains on', () => {
  it('is what its readable twin says, however the snapshot is cut and ordered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someRow, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        async (rows, partRows, seed) => {
          const events = agreeing(rows);
          const snapshots = await writtenSnapshot(shuffled(events, seededRandom(seed)), { partRows });
          const { people, itemIds } = await readTrainingData(snapshots, 's', sha256Hash);
          const read = Array.from(people, ({ personKey, items, kinds, atMs, contexts }) => ({
            personKey,
            history: Array.from(items, (item, i) => ({
              itemId: itemIds[item],
              kind: HISTORY_KINDS[kinds[i]!],
              atMs: atMs[i],
              context: contexts?.[i] ?? 0,
            })),
          }));
          const expected = historiesOf(events).map(({ personKey, history }) => ({
            personKey,
            history: history.map(({ itemId, kind, atMs, context }) => ({ itemId, kind, atMs, context })),
          }));
          expect(read).toEqual(expected);
          expect(new Set(itemIds)).toEqual(new Set(expected.flatMap(({ history }) => history.map((i) => i.itemId))));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('some people of a snapshot', () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    personKey: `U#${i % 100}`,
    event: anEvent({ messageId: `m${i}`, atMs: i, clientAtMs: i, properties: { product_id: `i${i % 9}` } }),
  }));

  it('have whole histories, and are about as many as are asked for, the same whatever they did', async () => {
    const snapshots = await writtenSnapshot(rows, {});
    const { people, itemIds } = await readTrainingData(snapshots, 's', sha256Hash);
    const some = await readSomePeople(snapshots, 's', itemIds, 100);
    expect(some.length).toBeGreaterThan(10);
    expect(some.length).toBeLessThan(45);
    for (const person of some) expect(people.at(people.personKeys.indexOf(person.personKey))).toEqual(person);
  });

  it('are all people where the snapshot has no more', async () => {
    const snapshots = await writtenSnapshot(rows, {});
    const { people, itemIds } = await readTrainingData(snapshots, 's', sha256Hash);
    const all = await readSomePeople(snapshots, 's', itemIds, 400);
    expect([...all]).toEqual([...people]);
  });
});
