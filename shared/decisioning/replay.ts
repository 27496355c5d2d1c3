import type { DecisionRecord, RecordedCandidate } from '../domain/decision-record.ts';
import type { Cell } from '../features/context.ts';
import { compare, type Difference } from './difference.ts';
import { cellsOf, rankedLists } from './recorded-question.ts';
import { givenAnew, keptOut, slateAnew } from './replayed-slate.ts';
import { candidateCount } from './slots.ts';

/** What the model says to the question of one list now. */
export interface ReplayedAnswer {
  /** Best first. */
  readonly itemIds: readonly string[];
  readonly scores: Float32Array;
  /** (sources, items) */
  readonly contributions: Float32Array;
  /** (events, items) */
  readonly evidence: Float32Array;
}

export interface ReplayedModel {
  readonly sources: readonly string[];
  readonly cells: readonly Cell[];
  readonly itemCount: number;
  readonly knows: (itemId: string) => boolean;
  /** One for each of `rankedLists`. */
  readonly answers: readonly ReplayedAnswer[];
}

export interface Replay {
  /** None: the record is confirmed. */
  readonly differences: readonly Difference[];
  /** Between numbers of the model that count as the same; 0: they are the same in every bit. */
  readonly largestRounding: number;
}

/**
 * Makes a recorded decision again: the scores by the model, the order by the scores, the slate by the request's wishes,
 * and the draw for new items by the decision's id.
 *
 * @param model - undefined where no model ranked.
 * @param tolerance - by how much the model's numbers may differ, those above 1 relative to them: another processor adds
 * in another order, and so may this one where a question has other candidates. Everything else is compared exactly.
 */
export function replayed(record: DecisionRecord, model: ReplayedModel | undefined, tolerance: number): Replay {
  let largestRounding = 0;
  const isSame: IsSame = (recorded, found) => {
    const rounding = Math.fround(recorded) === found ? 0 : Math.abs(recorded - found) / Math.max(1, Math.abs(found));
    if (!(rounding <= tolerance)) return false;
    largestRounding = Math.max(largestRounding, rounding);
    return true;
  };
  const differences = [
    ...(model === undefined ? [] : saidAnew(record, model, isSame)),
    ...keptOut(record),
    ...givenAnew(record),
    ...slateAnew(record),
  ];
  return { differences, largestRounding };
}

type IsSame = (recorded: number, replayed: number) => boolean;

// ── What the model says ─────────────────────────────────────────────────────────────────────────────

function saidAnew(record: DecisionRecord, model: ReplayedModel, isSame: IsSame): readonly Difference[] {
  const { asked, candidates, request } = record;
  if (asked === undefined) return [];
  const lists = rankedLists(record).map(({ places }, l) => ({ places, answer: model.answers[l]! }));
  const found = firstAnswers(record, lists);
  const k =
    request.items?.filter(model.knows).length ?? Math.min(candidateCount(request, record.policy), model.itemCount);
  return [
    ...(asked.k === k ? [] : [{ at: '/asked/k', recorded: asked.k, replayed: k }]),
    ...compare('/asked/sources', asked.sources, model.sources),
    ...compare('/asked/cells', asked.cells, cellsOf(request.context, model.cells)),
    ...asked.events.flatMap(({ itemId }, i) =>
      model.knows(itemId) ? [] : [{ at: `/asked/events/${i}/itemId`, recorded: itemId, replayed: null }],
    ),
    ...candidates.flatMap((candidate, i) => candidateAnew(candidate, `/candidates/${i}`, found.get(i), isSame)),
    ...lists.flatMap((list, l) => orderAnew(record, list, l, isSame)),
  ];
}

interface AnsweredList {
  readonly places: readonly number[];
  readonly answer: ReplayedAnswer;
}

interface Column {
  readonly answer: ReplayedAnswer;
  readonly column: number;
}

/** By place of a candidate, what was said of it first: its numbers on record are from there. */
function firstAnswers({ candidates }: DecisionRecord, lists: readonly AnsweredList[]): ReadonlyMap<number, Column> {
  const found = new Map<number, Column>();
  for (const { places, answer } of lists) {
    const columnOf = columnsOf(answer);
    for (const place of places) {
      const column = columnOf.get(candidates[place]?.itemId ?? '');
      if (column !== undefined && !found.has(place)) found.set(place, { answer, column });
    }
  }
  return found;
}

const columnsOf = ({ itemIds }: ReplayedAnswer): ReadonlyMap<string, number> =>
  new Map(itemIds.map((itemId, column) => [itemId, column]));

function candidateAnew(
  { itemId, score, added, evidence = [] }: RecordedCandidate,
  at: string,
  found: Column | undefined,
  isSame: IsSame,
): readonly Difference[] {
  if (added === undefined) return [];
  if (found === undefined) return [{ at: `${at}/itemId`, recorded: itemId, replayed: null }];
  const { answer, column } = found;
  const width = answer.itemIds.length;
  const numberAt = (matrix: Float32Array, row: number): number => matrix[row * width + column] ?? Number.NaN;
  const differs = (where: string, recorded: number | undefined, again: number): readonly Difference[] =>
    recorded !== undefined && isSame(recorded, again) ? [] : [{ at: at + where, recorded, replayed: again }];
  return [
    ...differs('/score', score, answer.scores[column]!),
    ...Array.from({ length: answer.contributions.length / width }, (_, s) =>
      differs(`/added/${s}`, added[s], numberAt(answer.contributions, s)),
    ).flat(),
    ...evidence.flatMap(([event, amount], e) => differs(`/evidence/${e}/1`, amount, numberAt(answer.evidence, event))),
  ];
}

/** Those that the model ranked stand in its order, before those that it did not. */
function orderAnew(
  { candidates }: DecisionRecord,
  { places, answer }: AnsweredList,
  list: number,
  isSame: IsSame,
): readonly Difference[] {
  const columnOf = columnsOf(answer);
  const rankOf = (place: number): number => {
    const { itemId = '', added } = candidates[place] ?? {};
    return (added && columnOf.get(itemId)) ?? Number.POSITIVE_INFINITY;
  };
  const isOrdered = (first: number, second: number): boolean => {
    const [before, after] = [rankOf(first), rankOf(second)];
    return before <= after || (Number.isFinite(before) && isSame(answer.scores[before]!, answer.scores[after]!));
  };
  const wrong = places.findIndex((place, i) => i > 0 && !isOrdered(places[i - 1]!, place));
  if (wrong < 0) return [];
  const nameOf = (place: number | undefined) => candidates[place ?? -1]?.itemId ?? null;
  const again = places.toSorted((a, b) => rankOf(a) - rankOf(b) || 0);
  const at = list === 0 ? `/candidates/${wrong}/itemId` : `/promotable/${list - 1}/${wrong}`;
  return [{ at, recorded: nameOf(places[wrong]), replayed: nameOf(again[wrong]) }];
}
