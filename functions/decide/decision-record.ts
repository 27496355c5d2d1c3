import type { Basis } from '../../shared/decisioning/basis.ts';
import type { Candidate } from '../../shared/decisioning/candidates.ts';
import type { Slot } from '../../shared/decisioning/promotions.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import { describedBy } from '../../shared/decisioning/slots.ts';
import type { Ranking } from '../../shared/domain/decision.ts';
import {
  DECISION_RECORD_SCHEMA,
  type DecisionRecord,
  RANKING,
  type RecordedCandidate,
  type RecordedRequest,
  type RemovedCounts,
} from '../../shared/domain/decision-record.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import type { PlackettLuce } from '../../shared/domain/placement-policy.ts';
import { shortFloat32 } from '../../shared/math/short-float32.ts';
import { RECOMMENDER_SCHEMA } from '../../shared/model/recommender-manifest.ts';
import type { ModelAnswer } from './ask-model.ts';
import type { DecisionRequest } from './contract.ts';
import type { ServedModel } from './served-recommender.ts';

/** A decision, and all that went into it. */
export interface Decided {
  readonly request: Omit<DecisionRequest, 'placement'> & Pick<RecordedRequest, 'placement' | 'items'>;
  readonly decision: Ranking;
  readonly decidedAtMs: number;
  /** Whether the person's past was looked at and there was one: only then is the record tied to them. */
  readonly isTheirs: boolean;
  readonly basis: Pick<Basis, 'seen'>;
  readonly shelf: Pick<Shelf, 'rowOf' | 'itemIdAt' | 'entryAt' | 'offered'>;
  /** Ids that it must not show. */
  readonly out: ReadonlySet<string>;
  /** By row, 1 where the item fulfils it; none where nothing was filtered for. */
  readonly masks: readonly Uint8Array[];
  readonly model: ServedModel | undefined;
  /** By experiment, the variant that the person met; undefined: none. */
  readonly variants: Readonly<Record<string, string>> | undefined;
  /** What the model said: of all, and for each promotion; none where no model ranked this. */
  readonly said: readonly ModelAnswer[];
  /** Those that stood for choice, best first. */
  readonly candidates: readonly Candidate[];
  /** By promotion, what might have filled it. */
  readonly promotable: readonly (readonly Candidate[])[];
  /** The slate before slots were given to new items. */
  readonly slots: readonly Slot[];
  readonly exploration: { readonly share: number; readonly pool: readonly number[] };
  /** What drew the slate; absent: nothing. */
  readonly policy?: PlackettLuce | undefined;
}

/** Of a candidate, the events that speak most for it. */
const KEPT_EVIDENCE = 3;

/** What is kept of a decision. */
export function recordOf(decided: Decided): DecisionRecord {
  const { request, decision, decidedAtMs, isTheirs, model, candidates, promotable, slots } = decided;
  const placeOf = new Map<number, number>();
  for (const { row } of [candidates, ...promotable].flat()) {
    if (!placeOf.has(row)) placeOf.set(row, placeOf.size);
  }
  const scoreOf = new Map([...promotable.flat(), ...candidates].map(({ row, score }) => [row, score]));
  const placesOf = (list: readonly Candidate[]) => list.map(({ row }) => placeOf.get(row)!);
  const {
    itemId,
    items,
    limit,
    exclude,
    currency,
    filter,
    promotions,
    wishes,
    diversity,
    explore,
    context,
    placement,
    profiling,
  } = request;
  const recorded: RecordedRequest = {
    placement,
    ...(items !== undefined && { items }),
    ...(itemId !== undefined && { itemId }),
    limit,
    exclude,
    ...(currency !== undefined && { currency }),
    ...(filter !== undefined && { filter }),
    promotions,
    ...wishes,
    diversity,
    explore,
    context,
    profiling,
  };
  return {
    schema: DECISION_RECORD_SCHEMA,
    decisionId: decision.decisionId,
    decidedAtMs,
    ...(request.person !== undefined && isTheirs && { person: timelineOf(request.person) }),
    consent: decision.consent,
    request: recorded,
    ...(decided.variants && { variants: decided.variants }),
    strategy: decision.strategy,
    evidence: decision.evidence,
    warnings: decision.warnings,
    ...(model !== undefined && { model: { name: model.name, version: model.version, schema: RECOMMENDER_SCHEMA } }),
    ...askedOf(decided),
    candidates: candidatesOf([...placeOf.keys()], scoreOf, decided),
    chosenFrom: candidates.length,
    promotable: promotable.map(placesOf),
    ...(decided.policy && { policy: decided.policy }),
    removed: placement === RANKING ? NOTHING_REMOVED : removedOf(decided),
    ...seenOf(decided),
    slots: slots.map(({ row, promoted }) => ({ candidate: placeOf.get(row)!, ...(promoted && { promoted }) })),
    exploration: explorationOf(decided),
    slate: decision.items.map(({ itemId: shown, probability, price }) => ({
      itemId: shown,
      probability,
      ...(price && { priceMinor: price.amount }),
    })),
    ...(decision.money && { money: decision.money }),
  };
}

/** The id whose timeline was read: of two, the shop's own. */
const timelineOf = ({ userId, anonymousId = '' }: PersonRef): NonNullable<DecisionRecord['person']> =>
  userId === undefined ? { anonymousId } : { userId };

function askedOf({ said: [first], model, shelf, out }: Decided): Pick<DecisionRecord, 'asked'> {
  if (first === undefined || model === undefined) return {};
  const isKnown = (itemId: string) => (shelf.rowOf(itemId) ?? model.itemCount) < model.itemCount;
  return {
    asked: {
      blend: first.blend,
      events: first.events.map(({ itemId, kind, atMs }) => ({ itemId, kind, ...(atMs !== undefined && { atMs }) })),
      cells: first.context?.cells ?? [],
      blocked: [...out].filter(isKnown),
      k: first.k,
      sources: model.sources,
    },
  };
}

// ── Candidates ──────────────────────────────────────────────────────────────────────────────────────

function candidatesOf(
  rows: readonly number[],
  scoreOf: ReadonlyMap<number, number | undefined>,
  { said, shelf, request }: Decided,
): readonly RecordedCandidate[] {
  const answerOf = new Map<number, { readonly answer: ModelAnswer; readonly column: number }>();
  for (const answer of said) {
    answer.rows.forEach((row, column) => {
      if (!answerOf.has(row)) answerOf.set(row, { answer, column });
    });
  }
  return rows.map((row) => {
    const score = scoreOf.get(row);
    const found = score === undefined ? undefined : answerOf.get(row);
    return {
      itemId: shelf.itemIdAt(row),
      ...(score !== undefined && { score: found === undefined ? score : shortFloat32(score) }),
      ...(found !== undefined && saidOf(found.answer, found.column)),
      ...(request.diversity > 0 && { described: describedBy(shelf)(row) }),
    };
  });
}

function saidOf(
  answer: ModelAnswer,
  column: number,
): Pick<RecordedCandidate, 'bias' | 'stock' | 'friends' | 'added' | 'evidence'> {
  const width = answer.rows.length;
  const added = Array.from({ length: answer.contributions.length / width }, (_, at) =>
    shortFloat32(answer.contributions[at * width + column]!),
  );
  const bias = shortFloat32(answer.biases[column]!);
  const stock = shortFloat32(answer.stock[column]!);
  const friends = shortFloat32(answer.friends?.added[column] ?? 0);
  const evidence = strongest(answer.evidence, width, column).map((event): [number, number] => [
    event,
    shortFloat32(answer.evidence[event * width + column]!),
  ]);
  return {
    ...(bias !== 0 && { bias }),
    ...(stock !== 0 && { stock }),
    ...(friends !== 0 && { friends }),
    added,
    ...(evidence.length > 0 && { evidence }),
  };
}

/** Rows of a matrix with the largest numbers above 0 in a column, largest first; of equal ones the earlier. */
function strongest(matrix: Float32Array, width: number, column: number): readonly number[] {
  const rows: number[] = [];
  for (let row = 0, at = column; at < matrix.length; row++, at += width) {
    const amount = matrix[at]!;
    let place = rows.length;
    while (place > 0 && matrix[rows[place - 1]! * width + column]! < amount) place--;
    if (amount <= 0 || place >= KEPT_EVIDENCE) continue;
    rows.splice(place, 0, row);
    if (rows.length > KEPT_EVIDENCE) rows.pop();
  }
  return rows;
}

/** The pool is what the draw was made from: without what stood in the slate already. */
function explorationOf({ exploration, slots, decision, shelf }: Decided): DecisionRecord['exploration'] {
  const { share, pool } = exploration;
  const inSlate = new Set(slots.map(({ row }) => row));
  const urn = pool.filter((row) => !inSlate.has(row)).map((row) => shelf.itemIdAt(row));
  const isOfUrn = new Set(urn);
  const isDrawn = decision.items.some(({ itemId }) => isOfUrn.has(itemId));
  return { share, size: urn.length, ...(isDrawn && { pool: urn }) };
}

// ── What could not be shown ─────────────────────────────────────────────────────────────────────────

/** The question to the model tells the rest: what is kept out and not excluded was met. */
function seenOf({ said, basis, request }: Decided): Pick<DecisionRecord, 'seen'> {
  const seen = said.length === 0 ? [...basis.seen] : request.exclude.filter((itemId) => basis.seen.has(itemId));
  return seen.length > 0 ? { seen } : {};
}

/** A ranking leaves out nothing. */
const NOTHING_REMOVED: RemovedCounts = { notForSale: 0, notInMarket: 0, filter: 0, seen: 0, excluded: 0 };

function removedOf({ shelf, request, basis, out, masks }: Decided): RemovedCounts {
  const anywhere = shelf.offered(undefined);
  const offered = shelf.offered(request.context.market);
  const isWanted = (row: number) => offered[row] === 1 && masks.every((mask) => mask[row] === 1);
  const left = [...out].filter((itemId) => isWanted(shelf.rowOf(itemId) ?? -1));
  const seen = left.filter((itemId) => basis.seen.has(itemId)).length;
  return {
    notForSale: anywhere.length - onesOf(anywhere),
    notInMarket: onesOf(anywhere) - onesOf(offered),
    filter: masks.length === 0 ? 0 : onesOf(offered) - wantedCount(offered, masks),
    seen,
    excluded: left.length - seen,
  };
}

/** By mask of a shelf's revision, which many decisions share. */
const ONES = new WeakMap<Uint8Array, number>();

function onesOf(mask: Uint8Array): number {
  let ones = ONES.get(mask);
  if (ones === undefined) {
    ones = 0;
    for (let row = 0; row < mask.length; row++) ones += mask[row]!;
    ONES.set(mask, ones);
  }
  return ones;
}

function wantedCount(offered: Uint8Array, masks: readonly Uint8Array[]): number {
  let wanted = 0;
  for (let row = 0; row < offered.length; row++) {
    let isWanted = offered[row]!;
    for (const mask of masks) isWanted &= mask[row]!;
    wanted += isWanted;
  }
  return wanted;
}
