import { type Arena, newArenas } from '../../shared/decisioning/arena.ts';
import { type Basis, basisOf } from '../../shared/decisioning/basis.ts';
import type { Candidate } from '../../shared/decisioning/candidates.ts';
import { explored, type ShownSlot } from '../../shared/decisioning/exploration.ts';
import { lotOf } from '../../shared/decisioning/lot-of.ts';
import type { Slot } from '../../shared/decisioning/promotions.ts';
import { describedBy, slotsOf } from '../../shared/decisioning/slots.ts';
import type { DecidedItem, Decision, Ranking } from '../../shared/domain/decision.ts';
import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import type { PlacementPolicy, PlackettLuce } from '../../shared/domain/placement-policy.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { stringHash } from '../../shared/math/string-hash.ts';
import type { DecisionWriter } from '../../shared/ports/decisions.ts';
import type { Clock, Ids, Log } from '../../shared/ports/system.ts';
import { type LocalPrices, localPrices } from './abroad.ts';
import { type CandidateSource, candidateSource } from './candidate-sources.ts';
import type { DecisionRequest } from './contract.ts';
import { type Decided, recordOf } from './decision-record.ts';
import { impersonal, metVariants, requestWith } from './met-variants.ts';
import { type PastPorts, pastOf } from './past.ts';
import type { Served, ServedModel } from './served-recommender.ts';
import { type SlateQuestion, slateQuestion } from './slate-question.ts';
import { type Teller, tellerFor } from './teller.ts';
import { wishWarnings } from './wish-warnings.ts';

export interface DecidePorts extends PastPorts {
  readonly served: () => Promise<Served>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Absent where the deployment keeps no records of decisions. */
  readonly records?: RecordPorts;
}

export interface RecordPorts {
  readonly writer: DecisionWriter;
  readonly log: Log;
}

export interface DecideSettings {
  /** Of a slate's slots, how many go to new items on average; in [0, 1]. */
  readonly explorationShare: number;
  /** Of all people, whom nothing is decided for by what they did, for good; in [0, 1]. Absent: nobody. */
  readonly holdoutShare?: number;
}

/** How long a page may show a decision before it asks again. */
export const DECISION_TTL_MS = 15 * 60_000;

/**
 * A person and the served model in, a slate with reasons out. One read of the people table, none for nobody, and one
 * write of what the decision came from. Given the decision's id, all else is determined: the same served version,
 * catalog and past make the same slate again.
 */
export const decide = (ports: DecidePorts, settings: DecideSettings) => {
  const arenas = newArenas();
  return async (request: DecisionRequest): Promise<Decision> => {
    const { decision, record } = await arenas.lend((arena) => decided(request, ports, settings, arena));
    return record === undefined ? decision : kept(decision, record, ports.records);
  };
};

async function decided(
  asked: DecisionRequest,
  ports: DecidePorts,
  { explorationShare, holdoutShare = 0 }: DecideSettings,
  arena: Arena,
): Promise<{ readonly decision: Decision; readonly record: DecisionRecord | undefined }> {
  const { served, clock, ids } = ports;
  const [{ model, shelf, policies, experiments, abroad, language }, read] = await Promise.all([
    served(),
    pastOf(asked, ports),
  ]);
  const met = metVariants(asked.person, asked.placement, { running: experiments, holdoutShare });
  const [request, past] = [requestWith(asked, met.sets), met.isImpersonal ? impersonal(read) : read];
  const isKnown = request.itemId === undefined || shelf.rowOf(request.itemId) !== undefined;
  const page = isKnown ? request.itemId : undefined;
  const basis = basisOf({ placement: request.placement, itemId: page }, past.history, past.interactions);
  const policy = policyFor(request, met.sets.policy ?? policies[request.placement]);
  const question = slateQuestion(request, { basis, friendChoices: past.friendChoices, policy }, shelf, arena);
  const decisionId = ids.next();
  const slate = await slateOf(question, model, { share: met.sets.explorationShare ?? explorationShare, decisionId });
  const { source, slots, shown } = slate;
  const told = tellerFor(shelf, { asked: request.locale, known: read.languages, language });
  const decidedAtMs = clock.nowMs();
  const prices = localPrices(request, abroad, decidedAtMs);
  const items = shown.map((slot, i) => decidedItem(slot, i + 1, told, prices));
  const decision: Decision = {
    decisionId,
    placement: request.placement,
    items,
    ...(slate.policy && { policy: slate.policy.kind }),
    ...source.verdict(shown),
    ...(request.placement === 'viewed' && becauseOf(basis, told)),
    ...(prices && { money: prices.money() }),
    ...(model !== undefined && { model: { name: model.name, version: model.version } }),
    ...(met.experiment && { experiment: met.experiment }),
    consent: past.consent,
    warnings: [
      ...request.warnings,
      ...past.warnings,
      ...(isKnown ? [] : [`itemId "${request.itemId}" is not known and was ignored`]),
      ...wishWarnings(request.wishes, source.explores ? model : undefined),
      ...promotionWarnings(request, slots),
      ...(prices?.warnings() ?? []),
    ],
    contentLanguage: told.language,
    expiresAt: isoOf(decidedAtMs + DECISION_TTL_MS),
  };
  const made = { decision, decidedAtMs, isTheirs: past.isKnown, model, variants: met.variants };
  return { decision, record: ports.records && recordOfSlate(made, question, slate) };
}

/** Who asks for the best that is known is not drawn for. */
const policyFor = ({ explore }: DecisionRequest, policy: PlacementPolicy | undefined): PlackettLuce | undefined =>
  explore && policy?.kind === 'plackett-luce' ? policy : undefined;

/** The decision once its record is kept, or as one that says that it is not: the answer comes whatever happens. */
export async function kept<Made extends Ranking>(
  decision: Made,
  record: DecisionRecord,
  records: RecordPorts | undefined,
): Promise<Made> {
  try {
    await records?.writer.append(record);
    return decision;
  } catch (error) {
    records?.log.warn('record of a decision not kept', { failure: error instanceof Error ? error.name : 'unknown' });
    return { ...decision, warnings: [...decision.warnings, RECORD_NOT_KEPT] };
  }
}

const RECORD_NOT_KEPT = 'the record of this decision was not kept; it cannot be explained or replayed later';

function recordOfSlate(
  made: Pick<Decided, 'decision' | 'decidedAtMs' | 'isTheirs' | 'model' | 'variants'>,
  { request, basis, shelf, out, said, masks }: SlateQuestion,
  { source, promotable, slots, exploration, policy }: Slate,
): DecisionRecord {
  const { candidates, explores } = source;
  const answers = { candidates, promotable, slots, exploration, policy, said: explores ? said : [] };
  return recordOf({ ...made, request, basis, shelf, out, masks: masks(), ...answers });
}

// ── The slate ───────────────────────────────────────────────────────────────────────────────────────

interface Slate extends Pick<Decided, 'promotable' | 'slots' | 'exploration' | 'policy'> {
  readonly source: CandidateSource;
  /** With new items where slots went to them. */
  readonly shown: readonly ShownSlot[];
}

/** @param chance - the share of the slots that go to new items, and the id by which lots are drawn. */
async function slateOf(
  question: SlateQuestion,
  model: ServedModel | undefined,
  chance: { readonly share: number; readonly decisionId: string },
): Promise<Slate> {
  const { request, shelf } = question;
  const source = await candidateSource(question, model);
  const promotable = await promotableOf(request, source);
  const policy = source.explores ? question.policy : undefined;
  const lot = policy && lotOf(policy, chance.decisionId);
  const slots = slotsOf(source.candidates, promotable, { ...request, lot }, describedBy(shelf));
  const newItems = source.explores && model ? model.newItems(question.eligibility()) : [];
  const exploration = {
    share: request.explore ? chance.share : 0,
    pool: policy === undefined ? newItems : without(source.candidates, newItems),
  };
  const shown = explored(slots, { ...exploration, random: seededRandom(stringHash(chance.decisionId)) });
  return { source, promotable, slots, exploration, policy, shown };
}

/** What could have been drawn is no new item to draw beside it: see `explored`. */
function without(candidates: readonly Candidate[], rows: readonly number[]): readonly number[] {
  const standing = new Set(candidates.map(({ row }) => row));
  return rows.filter((row) => !standing.has(row));
}

/** By promotion, what may fill it, best first. */
function promotableOf(
  { promotions }: DecisionRequest,
  source: CandidateSource,
): Promise<readonly (readonly Candidate[])[]> {
  let wanted = 0;
  return Promise.all(
    promotions.map(({ filter, positions }) => {
      wanted += positions.length; // those before it may take its best
      return source.best(wanted, filter);
    }),
  );
}

function decidedItem(
  { row, score: said, reason, promoted: isPromoted, probability }: ShownSlot,
  rank: number,
  told: Teller,
  prices: LocalPrices | undefined,
): DecidedItem {
  const item = told.itemAt(row);
  const price = prices?.of(item);
  return {
    itemId: told.itemIdAt(row),
    rank,
    ...(said !== undefined && { score: said }),
    probability,
    reasons: [told.reasonOf(reason)],
    ...(isPromoted && { promoted: true }),
    ...(item !== undefined && { item }),
    ...(price && { price }),
  };
}

function becauseOf({ anchors: [itemId] }: Basis, told: Teller): Pick<Decision, 'becauseOf'> {
  if (itemId === undefined) return {};
  const title = told.titleOf(itemId);
  return { becauseOf: { itemId, ...(title !== undefined && { title }) } };
}

function promotionWarnings({ promotions }: DecisionRequest, slots: readonly Slot[]): readonly string[] {
  const wanted = promotions.reduce((sum, { positions }) => sum + positions.length, 0);
  const filled = slots.filter(({ promoted: isPromoted }) => isPromoted).length;
  return filled === wanted ? [] : [`promotions want ${wanted} slots; matching items fill ${filled}`];
}
