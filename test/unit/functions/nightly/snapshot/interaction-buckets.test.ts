import { describe, expect, it } from 'vitest';
import { bucketOf, interactionBuckets } from '../../../../../functions/nightly/snapshot/interaction-buckets.ts';
import type { PersonKey } from '../../../../../shared/domain/person-key.ts';
import { textAt } from '../../../../../shared/math/text-column.ts';
import { anInteractionEvent } from '../../../../support/builders/interaction.ts';

const PEOPLE = 100;
const pseudonyms = {
  ofPerson: (partition: string) => partition as PersonKey,
  ofMessage: (messageId: string) => `of ${messageId}`,
};

/** As many people, who all look at as many items, some of them at a time. */
async function written(looksOfEach: number) {
  const rows: { bucket: number; part: number; personKey: string; messageId: string; itemId: string }[] = [];
  const buckets = interactionBuckets(pseudonyms, async ({ bucket, part }, columns) => {
    for (let row = 0; row < columns.atMs.length; row++) {
      const [personKey, messageId, itemId] = [columns.personKey, columns.messageId, columns.itemId].map((column) =>
        textAt(column, row),
      ) as [string, string, string];
      rows.push({ bucket, part, personKey, messageId, itemId });
    }
  });
  for (let u = 0; u < PEOPLE; u++) {
    const looks = Array.from({ length: looksOfEach }, (_, i) => ({
      ...anInteractionEvent(`i${i % 7}`, 'view', i),
      messageId: `${u}-${i}`,
    }));
    buckets.add(`U#${u}`, looks.slice(0, 10));
    buckets.add(`U#${u}`, looks.slice(10));
    await buckets.writeFull();
  }
  await buckets.writeAll();
  return { rows, partCounts: buckets.partCounts() };
}

describe('interactions in buckets', () => {
  it.each([
    ['fit one part', 499, 4],
    ['do not', 501, 32],
  ])('that %s: each once, all of a person in one bucket, in the order in which they came', async (_, looks, count) => {
    const { rows, partCounts } = await written(looks);
    expect(partCounts).toHaveLength(count);
    const next = new Map<string, number>();
    for (const { personKey, messageId, itemId, bucket } of rows) {
      const i = next.get(personKey) ?? 0;
      next.set(personKey, i + 1);
      if (messageId !== `of ${personKey.slice(2)}-${i}` || itemId !== `i${i % 7}`)
        expect({ personKey, messageId, itemId }).toBe(`look ${i}`);
      if (bucket !== bucketOf(personKey as PersonKey, count)) expect(bucket).toBe('its bucket');
    }
    expect([...next.values()]).toEqual(Array.from({ length: PEOPLE }, () => looks));
    for (const [bucket, parts] of partCounts.entries())
      expect(new Set(rows.filter((row) => row.bucket === bucket).map(({ part }) => part)).size).toBe(parts);
  });
});
