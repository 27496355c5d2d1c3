import type { EventCounts, FieldCounts, QualityCounts, Share } from '../domain/quality.ts';

/** What a day counts of the day after it: ten days' worth in all, half of it from the last week. */
const DECAY = 0.9;
/** What has faded to less than this is forgotten. */
const MIN_COUNT = 0.01;

/** The days so far with another one: what the next day is compared with. */
export function baselineWith(before: QualityCounts | undefined, today: QualityCounts): QualityCounts {
  if (before === undefined) return today;
  return {
    events: together(before.events, today.events, NO_EVENTS, eventsWith),
    quarantined: together(before.quarantined, today.quarantined, 0, (a, b) => faded(a) + b),
    received: faded(before.received) + today.received,
  };
}

function together<T>(
  before: Readonly<Record<string, T>>,
  today: Readonly<Record<string, T>>,
  nothing: T,
  add: (before: T, today: T) => T,
): Readonly<Record<string, T>> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(today)])].sort();
  return Object.fromEntries(names.map((name) => [name, add(before[name] ?? nothing, today[name] ?? nothing)]));
}

const faded = (count: number): number => (count * DECAY < MIN_COUNT ? 0 : Math.round(count * DECAY * 1000) / 1000);

const NO_SHARE: Share = { count: 0, of: 0, countSquares: 0, products: 0, ofSquares: 0 };
const NO_EVENTS: EventCounts = {
  events: 0,
  people: 0,
  late: NO_SHARE,
  duplicate: NO_SHARE,
  impossibleTime: NO_SHARE,
  unknownItem: NO_SHARE,
  fields: {},
};
const NO_FIELD: FieldCounts = { present: NO_SHARE, types: {}, outOfRange: NO_SHARE, bins: {}, people: 0 };

const shareWith = (before: Share, today: Share): Share => ({
  count: faded(before.count) + today.count,
  of: faded(before.of) + today.of,
  countSquares: faded(before.countSquares) + today.countSquares,
  products: faded(before.products) + today.products,
  ofSquares: faded(before.ofSquares) + today.ofSquares,
});

/** Events of a day that knows nothing of a field are events without it. */
function eventsWith(before: EventCounts, today: EventCounts): EventCounts {
  const missingIn = ({ events }: EventCounts): FieldCounts => ({
    ...NO_FIELD,
    present: { ...NO_SHARE, of: events, ofSquares: events },
  });
  const names = [...new Set([...Object.keys(before.fields), ...Object.keys(today.fields)])].sort();
  const fields = names.map((name): [string, FieldCounts] => [
    name,
    fieldWith(before.fields[name] ?? missingIn(before), today.fields[name] ?? missingIn(today)),
  ]);
  return {
    events: faded(before.events) + today.events,
    people: faded(before.people) + today.people,
    late: shareWith(before.late, today.late),
    duplicate: shareWith(before.duplicate, today.duplicate),
    impossibleTime: shareWith(before.impossibleTime, today.impossibleTime),
    unknownItem: shareWith(before.unknownItem, today.unknownItem),
    fields: Object.fromEntries(fields),
  };
}

const fieldWith = (before: FieldCounts, today: FieldCounts): FieldCounts => ({
  present: shareWith(before.present, today.present),
  types: together(
    before.types as Readonly<Record<string, Share>>,
    today.types as Readonly<Record<string, Share>>,
    NO_SHARE,
    shareWith,
  ),
  outOfRange: shareWith(before.outOfRange, today.outOfRange),
  bins: together(before.bins, today.bins, 0, (a, b) => faded(a) + b),
  people: faded(before.people) + today.people,
});
