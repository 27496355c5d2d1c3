import type { DecisionRecord, RecordedCandidate } from '../domain/decision-record.ts';
import { invalidAt } from '../domain/errors.ts';
import { type Cell, cellIndexer, contextCode } from '../features/context.ts';
import { kindIndex } from '../features/history.ts';
import { BLEND_NAMES, type BlendName } from '../model/blend.ts';
import type { ModelQuestion } from '../model/question.ts';
import { BLOCKED_BIAS } from '../model/recommender-graph.ts';

/** How a model numbers what it knows. */
export interface Numbering {
  readonly itemCount: number;
  /** Undefined for an item that it does not know. */
  indexOf(itemId: string): number | undefined;
  readonly cells: readonly Cell[];
}

export type Asked = NonNullable<DecisionRecord['asked']>;

/** Candidates that were ranked by one question, by their places. */
export interface RankedList {
  readonly places: readonly number[];
  /** How many the model was asked for. */
  readonly k: number;
}

/** Each list of a record with what it was asked for: those that stood for choice, then one a promotion. */
export function rankedLists({ asked, chosenFrom, promotable, request }: DecisionRecord): readonly RankedList[] {
  let wanted = 0;
  return [
    { places: Array.from({ length: chosenFrom }, (_, place) => place), k: asked?.k ?? 0 },
    ...promotable.map((places, p) => {
      wanted += request.promotions[p]?.positions.length ?? 0;
      return { places, k: wanted };
    }),
  ];
}

/**
 * What a record's model was asked, of one list's candidates alone: all else is kept out. What is said of an item does
 * not depend on what else may answer, so each candidate gets the score that it got then.
 *
 * @param without - the place of an event that is left out: what would have been said had it not been there.
 * @throws InvalidInputError for what no model is asked.
 */
export function recordedQuestion(
  { asked, candidates }: { readonly asked: Asked; readonly candidates: DecisionRecord['candidates'] },
  { places, k }: RankedList,
  numbering: Numbering,
  without?: number,
): ModelQuestion {
  const events = asked.events.flatMap(({ itemId, kind }, place) => {
    const index = numbering.indexOf(itemId);
    return index === undefined || place === without ? [] : [{ index, kind: numberOf(kind, place) }];
  });
  const bias = new Float32Array(numbering.itemCount).fill(BLOCKED_BIAS);
  for (const place of places) {
    const { itemId = '', added } = candidates[place] ?? {};
    const index = added && numbering.indexOf(itemId);
    if (index !== undefined) bias[index] = biasOf(candidates[place]!);
  }
  return {
    items: Int32Array.from(events, ({ index }) => index),
    kinds: Uint8Array.from(events, ({ kind }) => kind),
    context: Int32Array.from(asked.cells.flatMap((cell) => placeOf(cell, numbering.cells))),
    blocked: Int32Array.from(asked.blocked.flatMap((itemId) => numbering.indexOf(itemId) ?? [])),
    bias,
    blend: blendOf(asked.blend),
    k: Math.min(k, numbering.itemCount),
  };
}

/** What its score has beside what the sources add. Each of the two is a number of 32 bits, as it was then. */
export const biasOf = ({ bias = 0, friends = 0 }: RecordedCandidate): number =>
  Math.fround(bias) + Math.fround(friends);

/** The cells that a model knows of a context, by their names. */
export const cellsOf = (context: DecisionRecord['request']['context'], cells: readonly Cell[]): readonly Cell[] => {
  const { market, device, hour } = context;
  const known = { ...(market && { market }), ...(device && { device }), ...(hour !== undefined && { hour }) };
  return Array.from(cellIndexer(cells)(contextCode(known)), (index) => cells[index]!);
};

const placeOf = (cell: Cell, cells: readonly Cell[]): readonly number[] => {
  const place = cells.indexOf(cell);
  return place < 0 ? [] : [place];
};

function numberOf(kind: Asked['events'][number]['kind'], place: number): number {
  const number = kindIndex(kind);
  if (number >= 0) return number;
  throw invalidAt(`/asked/events/${place}/kind`, `"${kind}" is no part of a history`);
}

function blendOf(name: string): BlendName {
  const blend = BLEND_NAMES.find((known) => known === name);
  if (blend !== undefined) return blend;
  throw invalidAt('/asked/blend', `"${name}" is none of ${BLEND_NAMES.join(', ')}`);
}
