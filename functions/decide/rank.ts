import { type Arena, newArenas } from '../../shared/decisioning/arena.ts';
import { type Candidate, POPULAR, scoredCandidates } from '../../shared/decisioning/candidates.ts';
import type { Grounds } from '../../shared/decisioning/grounds.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import type { Evidence, Ranking, Strategy } from '../../shared/domain/decision.ts';
import { type DecisionRecord, RANKING } from '../../shared/domain/decision-record.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { askModel, type ModelAnswer } from './ask-model.ts';
import type { RankingRequest } from './contract.ts';
import { DECISION_TTL_MS, type DecidePorts, type DecideSettings, kept } from './decide.ts';
import { type Decided, recordOf } from './decision-record.ts';
import { impersonal, metVariants } from './met-variants.ts';
import { type Past, pastOf } from './past.ts';
import type { ServedModel } from './served-recommender.ts';
import { tellerFor } from './teller.ts';
import { wishWarnings } from './wish-warnings.ts';

const GIVEN_ORDER: Grounds = { code: 'given-order' };

/**
 * The caller's items, the best for the person first. Offered or not, met or not: which items there are to rank is the
 * caller's choice. Those that the model does not know follow in the given order; those that nobody knows are left out,
 * unless that is all of them. One read of the people table, none for nobody, and one write of what the ranking came from.
 */
export const rank = (ports: DecidePorts, { holdoutShare = 0 }: Pick<DecideSettings, 'holdoutShare'> = {}) => {
  const arenas = newArenas();
  return async (request: RankingRequest): Promise<Ranking> => {
    const { ranking, record } = await arenas.lend((arena) => ranked(request, ports, holdoutShare, arena));
    return record === undefined ? ranking : kept(ranking, record, ports.records);
  };
};

async function ranked(
  request: RankingRequest,
  { served, clock, ids, records, ...people }: DecidePorts,
  holdoutShare: number,
  arena: Arena,
): Promise<{ readonly ranking: Ranking; readonly record: DecisionRecord | undefined }> {
  const [{ model, shelf, language }, read] = await Promise.all([served(), pastOf(request, people)]);
  const met = metVariants(request.person, undefined, { running: [], holdoutShare });
  const past = met.isImpersonal ? impersonal(read) : read;
  const rows = request.items.flatMap((itemId) => shelf.rowOf(itemId) ?? []);
  const unknown = request.items.filter((itemId) => shelf.rowOf(itemId) === undefined);
  const said = model && (await saidOf(model, { request, past, shelf, rows, arena }));
  const best = said === undefined ? [] : scoredCandidates(said, WORDING);
  const isRanked = new Set(best.map(({ row }) => row));
  const asGiven = (row: number): Candidate => ({ row, reason: GIVEN_ORDER });
  const known = [...best, ...rows.filter((row) => !isRanked.has(row)).map(asGiven)];
  const candidates = known.length > 0 ? known : unknown.map((_, i) => asGiven(shelf.rowCount + i));
  const itemIdAt = (row: number) => unknown[row - shelf.rowCount] ?? shelf.itemIdAt(row);
  const told = tellerFor(shelf, { asked: request.locale, known: read.languages, language });
  const decidedAtMs = clock.nowMs();
  const ranking: Ranking = {
    decisionId: ids.next(),
    items: candidates.map(({ row, reason, score }, i) => ({
      itemId: itemIdAt(row),
      ...(score !== undefined && { score }),
      rank: i + 1,
      probability: 1,
      reasons: [told.reasonOf(reason)],
    })),
    ...verdictOf(best),
    ...(model !== undefined && { model: { name: model.name, version: model.version } }),
    ...(met.experiment && { experiment: met.experiment }),
    consent: past.consent,
    warnings: [
      ...request.warnings,
      ...past.warnings,
      ...unknown.map((itemId) => `item "${itemId}" is not known and was ignored`),
      ...wishWarnings(request.wishes, best.length > 0 ? model : undefined),
    ],
    contentLanguage: told.language,
    expiresAt: isoOf(decidedAtMs + DECISION_TTL_MS),
  };
  const of = { decision: ranking, decidedAtMs, isTheirs: past.isKnown, variants: met.variants };
  const made = { ...of, model, candidates, slots: candidates };
  const named = { rowOf: shelf.rowOf, entryAt: shelf.entryAt, offered: shelf.offered, itemIdAt };
  const record =
    records &&
    recordOf({ ...made, ...LEFT_OUT_NOTHING, request: recorded(request), shelf: named, said: said ? [said] : [] });
  return { ranking, record };
}

const WORDING = { relation: undefined, anchors: [], otherwise: POPULAR };
const LEFT_OUT_NOTHING = {
  basis: { seen: new Set<string>() },
  out: new Set<string>(),
  masks: [],
  promotable: [],
  exploration: { share: 0, pool: [] },
};

/** The request, as one for a slate that has a place for each item. */
const recorded = (request: RankingRequest): Decided['request'] => ({
  ...request,
  ...{ placement: RANKING, limit: request.items.length, exclude: [], promotions: [], diversity: 0, explore: false },
  ...{ itemId: undefined, filter: undefined, currency: undefined },
});

/** What a ranking is asked for and made from. */
interface RankingQuestion {
  readonly request: RankingRequest;
  readonly past: Past;
  readonly shelf: Shelf;
  /** Of the caller's items, where the shelf knows them. */
  readonly rows: readonly number[];
  readonly arena: Arena;
}

/** What the model says of those that it knows; undefined if it knows none. */
async function saidOf(
  model: ServedModel,
  { request, past, shelf, rows, arena }: RankingQuestion,
): Promise<ModelAnswer | undefined> {
  const known = rows.filter((row) => row < model.itemCount);
  if (known.length === 0) return undefined;
  return askModel(model, shelf, {
    events: past.history,
    blocked: [],
    bias: model.biases.given(known, request.wishes, arena),
    friendChoices: past.friendChoices,
    arena,
    blend: 'personal',
    context: request.context,
    k: known.length,
  });
}

function verdictOf(ranked: readonly Candidate[]): { readonly strategy: Strategy; readonly evidence: Evidence } {
  if (ranked.length === 0) return { strategy: 'given-order', evidence: 'none' };
  const isPersonal = ranked.some(({ reason }) => reason.code === 'because-of-item' || reason.code === 'friends');
  return isPersonal ? { strategy: 'personal', evidence: 'person' } : { strategy: 'popular', evidence: 'market' };
}
