import type { EventCounts, FieldCounts, Finding, QualityCounts, Share } from '../domain/quality.ts';
import { distributionShift, shareShift } from './drift.ts';
import { binOf } from './value-checks.ts';

/** Chance of any false finding in a report: each comparison has its part of it (Bonferroni). */
const FALSE_REPORT = 0.01;
/** A share that needs no comparison, if enough events have it: so wrong on the first day, and every day after. */
const ALWAYS_TOLD = 0.05;
const MIN_WRONG = 3;
/** A field that so many events have is missed where it is absent. */
const USUALLY_PRESENT = 0.95;
/** How much the share of a field that some events have must change to be told. */
const MIN_CHANGE = 0.05;
/** By custom of the index: another population. */
const MIN_INDEX = 0.25;
/** Before so many things of a kind were met, all is new. */
const MIN_BEFORE = 50;
/** Ratings end at one of these. */
const ENDS_OF_SCALE = [5, 10];

const NOTHING: Share = { count: 0, of: 0, countSquares: 0, products: 0, ofSquares: 0 };

/** A comparison that was made: a finding, if its probability or its share says so. */
interface Comparison {
  readonly finding: Finding;
  /** Told whatever chance says. */
  readonly isAlwaysTold: boolean;
  /** Large enough to be worth telling, if it is no chance. */
  readonly isLarge: boolean;
}

/**
 * What is wrong with a day's events, beside the days before; the most certain first. With the chance of a false finding
 * shared among all comparisons, one clean report in a hundred has one.
 *
 * @param before - absent on the first night, which tells only of shares that are wrong on any day.
 */
export function qualityFindings(
  today: QualityCounts,
  before: QualityCounts | undefined,
): { readonly findings: readonly Finding[]; readonly comparisons: number } {
  const made = [
    ...Object.entries(today.events).flatMap(([event, counts]) => ofEvent(event, counts, before?.events[event])),
    ...ofQuarantine(today, before),
  ];
  const compared = made.filter(({ finding }) => finding.probability !== undefined);
  const limit = FALSE_REPORT / Math.max(1, compared.length);
  const findings = made
    .filter(({ finding, isAlwaysTold, isLarge }) => isAlwaysTold || (isLarge && (finding.probability ?? 1) < limit))
    .map(({ finding }) => finding)
    .sort((a, b) => (a.probability ?? 0) - (b.probability ?? 0) || (a.kind < b.kind ? -1 : 1));
  return { findings, comparisons: compared.length };
}

function ofEvent(event: string, today: EventCounts, before: EventCounts | undefined): readonly Comparison[] {
  const wrong = (
    [
      ['late', 'late'],
      ['duplicate', 'duplicate'],
      ['impossible-time', 'impossibleTime'],
      ['unknown-item', 'unknownItem'],
    ] as const
  ).map(([kind, key]) => wrongShare({ kind, event }, today[key], before?.[key]));
  const known = before !== undefined && before.events >= MIN_BEFORE ? before : undefined;
  const fields = new Set([...Object.keys(today.fields), ...Object.keys(known?.fields ?? {})]);
  return [...wrong, ...[...fields].flatMap((field) => ofField({ event, field }, today, known))];
}

interface Named {
  readonly event: string;
  readonly field: string;
}

function ofField(named: Named, ofToday: EventCounts, ofBefore: EventCounts | undefined): readonly Comparison[] {
  const [today, before] = [ofToday.fields[named.field], ofBefore?.fields[named.field]];
  const made: Comparison[] = [];
  if (today !== undefined)
    made.push(wrongShare({ kind: 'out-of-range', ...named }, today.outOfRange, before?.outOfRange));
  if (ofBefore === undefined) return made;
  made.push(presence(named, ofToday, ofBefore));
  if (today === undefined || before === undefined) return made;
  for (const [type, share] of Object.entries(today.types)) {
    const shareBefore = before.types[type as keyof FieldCounts['types']] ?? { ...NOTHING, of: before.present.count };
    // A type that is usual is told by those that are not.
    if (shareOf(shareBefore) <= 0.5)
      made.push(shift({ kind: 'type-change', detail: type, ...named }, share, shareBefore));
  }
  if (/(^|\.)rating$/.test(named.field)) made.push(...aboveScale(named, today, before));
  const distribution = distributionShift(today, before);
  if (distribution !== undefined) {
    const { index, probability } = distribution;
    const count = Object.values(today.bins).reduce((sum, n) => sum + n, 0);
    const finding: Finding = {
      kind: 'distribution-shift',
      ...named,
      count,
      of: today.present.of,
      stabilityIndex: index,
      probability,
    };
    made.push({ finding, isAlwaysTold: false, isLarge: index >= MIN_INDEX });
  }
  return made;
}

/** A field that came, went, or is there more or less often. */
function presence(named: Named, ofToday: EventCounts, ofBefore: EventCounts): Comparison {
  const [today, before] = [ofToday.fields[named.field], ofBefore.fields[named.field]];
  if (before === undefined) {
    const { present } = today!;
    const none = { ...NOTHING, of: ofBefore.events };
    return shift({ kind: 'new-field', ...named }, present, none);
  }
  // Where the field is gone altogether, every event of today is one without it.
  const present = today?.present ?? { ...NOTHING, of: ofToday.events, ofSquares: ofToday.events };
  const shareBefore = shareOf(before.present);
  if (shareBefore >= USUALLY_PRESENT && shareOf(present) < shareBefore) {
    return shift({ kind: 'missing', ...named }, without(present), without(before.present));
  }
  const made = shift({ kind: 'presence-shift', ...named }, present, before.present);
  return { ...made, isLarge: Math.abs(shareOf(present) - shareBefore) >= MIN_CHANGE };
}

/** The share of those that are not so. */
const without = ({ count, of, countSquares, products, ofSquares }: Share): Share => ({
  count: of - count,
  of,
  countSquares: ofSquares - 2 * products + countSquares,
  products: ofSquares - products,
  ofSquares,
});

function shift(named: Pick<Finding, 'kind' | 'event' | 'field' | 'detail'>, today: Share, before: Share): Comparison {
  const probability = before.of < MIN_BEFORE ? undefined : shareShift(today, before);
  const finding: Finding = {
    ...named,
    count: Math.round(today.count),
    of: Math.round(today.of),
    ...(before.of > 0 && { shareBefore: shareOf(before) }),
    ...(probability !== undefined && { probability }),
  };
  return { finding, isAlwaysTold: false, isLarge: today.count >= MIN_WRONG || shareOf(today) < shareOf(before) };
}

/** Of what is wrong on any day, more is told, and so is much. */
function wrongShare(
  named: Pick<Finding, 'kind' | 'event' | 'field'>,
  today: Share,
  before: Share | undefined,
): Comparison {
  const made = shift(named, today, before ?? NOTHING);
  const isMore = shareOf(today) > shareOf(before ?? NOTHING);
  return {
    ...made,
    isLarge: made.isLarge && isMore,
    isAlwaysTold: today.count >= MIN_WRONG && shareOf(today) >= ALWAYS_TOLD,
  };
}

/** Ratings above the end of the scale that the days before kept to. */
function aboveScale(named: Named, today: FieldCounts, before: FieldCounts): readonly Comparison[] {
  const above = ({ bins }: FieldCounts, last: number): Share => {
    const counts = Object.entries(bins);
    const of = counts.reduce((sum, [, n]) => sum + n, 0);
    const count = counts.reduce((sum, [bin, n]) => sum + (Number(bin) > last ? n : 0), 0);
    return { count, of, countSquares: count, products: count, ofSquares: of };
  };
  const last = ENDS_OF_SCALE.map(binOf).find((bin) => shareOf(above(before, bin)) < 0.01);
  if (last === undefined) return [];
  return [wrongShare({ kind: 'out-of-range', ...named }, above(today, last), above(before, last))];
}

function ofQuarantine(today: QualityCounts, before: QualityCounts | undefined): readonly Comparison[] {
  return Object.entries(today.quarantined).map(([code, count]) => {
    const share = (n: number, taken: number): Share => ({
      count: n,
      of: n + taken,
      countSquares: n,
      products: n,
      ofSquares: n + taken,
    });
    const then = before === undefined ? undefined : share(before.quarantined[code] ?? 0, before.received);
    const made = wrongShare({ kind: 'quarantined' }, share(count, today.received), then);
    return { ...made, finding: { ...made.finding, detail: code } };
  });
}

const shareOf = ({ count, of }: Share): number => (of === 0 ? 0 : count / of);
