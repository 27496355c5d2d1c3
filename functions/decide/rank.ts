import { type Arena, newArenas } from '../../shared/decisioning/arena.ts';
import { type Candidate, POPULAR, scoredCandidates } from '../../shared/decisioning/candidates.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import type { Evidence, Ranking, Reason, Strategy } from '../../shared/domain/decision.ts';
import { askModel } from './ask-model.ts';
import type { RankingRequest } from './contract.ts';
import { DECISION_TTL_MS, type DecidePorts } from './decide.ts';
import { type Past, pastOf } from './past.ts';
import type { ServedModel } from './served-recommender.ts';
import { wishWarnings } from './wish-warnings.ts';

const GIVEN_ORDER: Reason = { code: 'given-order', text: 'nothing is known of it yet; it stands as it was given' };

/**
 * The caller's items, the best for the person first. Offered or not, met or not: which items there are to rank is the
 * caller's choice. Those that the model does not know follow in the given order; those that nobody knows are left out,
 * unless that is all of them. One read of the people table, none for nobody.
 */
export const rank = (ports: DecidePorts) => {
  const arenas = newArenas();
  return (request: RankingRequest): Promise<Ranking> => arenas.lend((arena) => ranking(request, ports, arena));
};

async function ranking(
  request: RankingRequest,
  { served, clock, ids, ...people }: DecidePorts,
  arena: Arena,
): Promise<Ranking> {
  const [{ model, shelf }, past] = await Promise.all([served(), pastOf(request, people)]);
  const rows = request.items.flatMap((itemId) => shelf.rowOf(itemId) ?? []);
  const unknown = request.items.filter((itemId) => shelf.rowOf(itemId) === undefined);
  const ranked = model === undefined ? [] : await rankedBy(model, shelf, rows, request, past, arena);
  const isRanked = new Set(ranked.map(({ row }) => row));
  const rest = rows.filter((row) => !isRanked.has(row)).map((row) => ({ row, reason: GIVEN_ORDER }));
  const known = [...ranked, ...rest].map(({ row, ...why }) => ({ itemId: shelf.itemIdAt(row), ...why }));
  const order = known.length > 0 ? known : unknown.map((itemId) => ({ itemId, reason: GIVEN_ORDER }));
  return {
    decisionId: ids.next(),
    items: order.map(({ reason, ...item }, i) => ({ ...item, rank: i + 1, probability: 1, reasons: [reason] })),
    ...verdictOf(ranked),
    ...(model !== undefined && { model: { name: model.name, version: model.version } }),
    consent: past.consent,
    warnings: [
      ...request.warnings,
      ...past.warnings,
      ...unknown.map((itemId) => `item "${itemId}" is not known and was ignored`),
      ...wishWarnings(request.wishes, ranked.length > 0 ? model : undefined),
    ],
    expiresAt: new Date(clock.nowMs() + DECISION_TTL_MS).toISOString(),
  };
}

async function rankedBy(
  model: ServedModel,
  shelf: Shelf,
  rows: readonly number[],
  { wishes, context }: RankingRequest,
  { history }: Past,
  arena: Arena,
): Promise<readonly Candidate[]> {
  const known = rows.filter((row) => row < model.itemCount);
  if (known.length === 0) return [];
  const scored = await askModel(model, shelf, {
    events: history,
    blocked: [],
    bias: model.biases.given(known, wishes, arena),
    blend: 'personal',
    context,
    k: known.length,
  });
  return scoredCandidates(scored, { words: undefined, anchors: [], otherwise: POPULAR }, shelf);
}

function verdictOf(ranked: readonly Candidate[]): { readonly strategy: Strategy; readonly evidence: Evidence } {
  if (ranked.length === 0) return { strategy: 'given-order', evidence: 'none' };
  const isPersonal = ranked.some(({ reason }) => reason.code === 'because-of-item');
  return isPersonal ? { strategy: 'personal', evidence: 'person' } : { strategy: 'popular', evidence: 'market' };
}
