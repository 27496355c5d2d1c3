import { describe, expect, it } from 'vitest';
import type { Event } from '../../../../shared/domain/event.ts';
import { baselineWith } from '../../../../shared/quality/baseline.ts';
import { qualityFindings } from '../../../../shared/quality/findings.ts';
import { anEvent } from '../../../support/events.ts';
import { countsOfDay } from '../../../support/quality-days.ts';

const AT = 1_795_000_000_000;
const reviews = (count: number, ratingOf: (i: number) => number): readonly Event[] =>
  Array.from({ length: count }, (_, i) =>
    anEvent({
      userId: `u${i}`,
      messageId: `m${i}`,
      name: 'Product Reviewed',
      clientAtMs: AT + i,
      properties: { product_id: 'p1', rating: ratingOf(i) },
    }),
  );
const counts = (events: readonly Event[]) => countsOfDay(events, new Set(['p1']));
const kinds = (today: Parameters<typeof qualityFindings>[0], before: Parameters<typeof qualityFindings>[1]) =>
  qualityFindings(today, before).findings.map(({ kind, field }) => `${kind} ${field}`);

describe('findings', () => {
  const fives = counts(reviews(200, (i) => 1 + (i % 5)));
  const tens = counts(reviews(200, (i) => 1 + (i % 10)));

  it('know the scale that a shop’s ratings kept to', () => {
    const eights = counts(reviews(100, (i) => (i < 10 ? 8 : 1 + (i % 5))));
    expect(kinds(eights, fives)).toContain('out-of-range rating');
    expect(kinds(eights, tens)).not.toContain('out-of-range rating');
  });

  it('share one chance of a false finding among all comparisons', () => {
    const { findings, comparisons } = qualityFindings(counts(reviews(100, () => 70)), fives);
    expect(comparisons).toBeGreaterThan(5);
    for (const { probability } of findings) expect(probability ?? 0).toBeLessThan(0.01 / comparisons);
  });

  it('have what is most certain first', () => {
    const { findings } = qualityFindings(counts(reviews(100, () => 70)), fives);
    const probabilities = findings.map(({ probability }) => probability ?? 0);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => a - b));
  });
});

describe('the baseline', () => {
  const day = counts(reviews(100, () => 3));

  it('settles at ten days’ worth', () => {
    let before = baselineWith(undefined, day);
    for (let i = 0; i < 80; i++) before = baselineWith(before, day);
    expect(before.events['Product Reviewed']!.events).toBeGreaterThan(995);
    expect(before.events['Product Reviewed']!.events).toBeLessThan(1001);
  });

  it('counts the events of days that lack a field, or a name, too', () => {
    const without = counts(reviews(100, () => 3).map((event) => ({ ...event, properties: { product_id: 'p1' } })));
    const field = baselineWith(day, without).events['Product Reviewed']!.fields['rating']!;
    expect(field.present).toMatchObject({ count: 90, of: 190 });
    const empty = { events: {}, quarantined: {}, received: 0 };
    expect(baselineWith(day, empty).events['Product Reviewed']!.events).toBe(90);
  });
});
