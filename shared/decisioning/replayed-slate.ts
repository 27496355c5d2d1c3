import type { DecisionRecord } from '../domain/decision-record.ts';
import { seededRandom } from '../math/random.ts';
import { stringHash } from '../math/string-hash.ts';
import { type Candidate, POPULAR } from './candidates.ts';
import { compare, type Difference } from './difference.ts';
import { explored } from './exploration.ts';
import type { Described } from './likeness.ts';
import { lotOf } from './lot-of.ts';
import type { Slot } from './promotions.ts';
import { slotsOf } from './slots.ts';

/** Nothing that was to be left out may stand for choice. */
export function keptOut({ asked, request, candidates }: DecisionRecord): readonly Difference[] {
  const out = new Set([...(asked?.blocked ?? []), ...request.exclude]);
  return candidates.flatMap(({ itemId }, i) =>
    out.has(itemId) ? [{ at: `/candidates/${i}/itemId`, recorded: itemId, replayed: null }] : [],
  );
}

/** Of a ranking: only what was given stands in it, and what no model ranked in the order given. */
export function givenAnew({ request: { items }, candidates }: DecisionRecord): readonly Difference[] {
  if (items === undefined) return [];
  const unranked = new Set(candidates.flatMap(({ itemId, added }) => (added === undefined ? itemId : [])));
  const isRanked = new Set(candidates.flatMap(({ itemId, added }) => (added === undefined ? [] : itemId)));
  return compare(
    '/candidates',
    candidates.map(({ itemId }) => itemId),
    [
      ...candidates.flatMap(({ itemId }) => (isRanked.has(itemId) && items.includes(itemId) ? itemId : [])),
      ...items.filter((itemId) => unranked.has(itemId)),
    ],
  );
}

/** The slate by the wishes of the request, and the draw for new items by the decision's id. */
export function slateAnew(record: DecisionRecord): readonly Difference[] {
  const { exploration, decisionId } = record;
  const slots = slotsAnew(record);
  const { rows, nameOf } = urnOf(record);
  const shown = explored(slots, {
    share: exploration.share,
    pool: rows,
    random: seededRandom(stringHash(decisionId)),
  });
  return [
    ...compare('/slots', record.slots, slots.map(toRecorded)),
    ...compare(
      '/slate',
      record.slate,
      shown.map(({ row, probability }) => ({ itemId: nameOf(row), probability })),
    ),
  ];
}

/** A candidate that is not on record. */
export interface OneMore {
  /** A number that no place of a candidate is. */
  readonly row: number;
  /** How many of those that stood for choice rank before it. */
  readonly before: number;
  readonly score?: number | undefined;
  readonly described: Described;
}

/** The slate before slots were given to new items, by places in `candidates`; as if there had been one more, if given. */
export function slotsAnew(
  { decisionId, candidates, chosenFrom, promotable, request, policy }: DecisionRecord,
  oneMore?: OneMore,
): readonly Slot[] {
  const all = candidates.map(({ score, added }, row): Candidate => {
    const exact = added === undefined || score === undefined ? score : Math.fround(score);
    return { row, reason: POPULAR, ...(exact !== undefined && { score: exact }) };
  });
  const listed = (places: readonly number[]) => places.flatMap((place) => all[place] ?? []);
  const chosen = all.slice(0, chosenFrom);
  if (oneMore !== undefined) {
    const { row, before, score } = oneMore;
    chosen.splice(before, 0, { row, reason: POPULAR, ...(score !== undefined && { score }) });
  }
  const describedAt = (row: number) =>
    (row === oneMore?.row ? oneMore.described : candidates[row]?.described) ?? { categories: [] };
  return slotsOf(chosen, promotable.map(listed), { ...request, lot: policy && lotOf(policy, decisionId) }, describedAt);
}

const toRecorded = ({ row, promoted }: Slot) => ({ candidate: row, ...(promoted && { promoted }) });

/** Items to draw from, numbered as the candidates are and on from there; without names where none was drawn. */
function urnOf({ candidates, exploration }: DecisionRecord) {
  const names = candidates.map(({ itemId }) => itemId);
  const placeOf = new Map(names.map((itemId, place) => [itemId, place]));
  const { size, pool = Array.from({ length: size }, (_, i) => `#${i + 1} of a pool that is not on record`) } =
    exploration;
  const rows = pool.map((itemId) => placeOf.get(itemId) ?? names.push(itemId) - 1);
  return { rows, nameOf: (row: number) => names[row] ?? null };
}
