import { type Arena, newArenas } from '../../shared/decisioning/arena.ts';
import { type Basis, basisOf } from '../../shared/decisioning/basis.ts';
import {
  type Candidate,
  catalogCandidates,
  laterCandidates,
  POPULAR,
  type ScoredItems,
  sameCategoryCandidates,
  scoredCandidates,
  TRENDING,
} from '../../shared/decisioning/candidates.ts';
import { explored, type ShownSlot } from '../../shared/decisioning/exploration.ts';
import { matching } from '../../shared/decisioning/item-mask.ts';
import type { Slot } from '../../shared/decisioning/promotions.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import { candidateCount, describedBy, slotsOf } from '../../shared/decisioning/slots.ts';
import type { DecidedItem, Decision, Evidence, Ranking, Strategy } from '../../shared/domain/decision.ts';
import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import { toShownItem } from '../../shared/domain/item.ts';
import type { ItemFilter } from '../../shared/domain/item-filter.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { stringHash } from '../../shared/math/string-hash.ts';
import type { DecisionWriter } from '../../shared/ports/decisions.ts';
import type { Clock, Ids, Log } from '../../shared/ports/system.ts';
import { askModel, type ModelAnswer } from './ask-model.ts';
import type { DecisionRequest } from './contract.ts';
import { recordOf } from './decision-record.ts';
import { type PastPorts, pastOf } from './past.ts';
import type { Served, ServedModel } from './served-recommender.ts';
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
  request: DecisionRequest,
  ports: DecidePorts,
  { explorationShare }: DecideSettings,
  arena: Arena,
): Promise<{ readonly decision: Decision; readonly record: DecisionRecord | undefined }> {
  const { served, clock, ids } = ports;
  const [{ model, shelf }, past] = await Promise.all([served(), pastOf(request, ports)]);
  const isKnown = request.itemId === undefined || shelf.rowOf(request.itemId) !== undefined;
  const page = isKnown ? request.itemId : undefined;
  const basis = basisOf({ placement: request.placement, itemId: page }, past.history, past.interactions);
  const asked = askedFor(request, basis, shelf, arena);
  const decisionId = ids.next();

  const source = await sourceOf(asked, model);
  const promotable = await promotableOf(request, source);
  const slots = slotsOf(source.candidates, promotable, request, describedBy(shelf));
  const exploration = {
    share: request.explore ? explorationShare : 0,
    pool: source.explores && model ? model.newItems(asked.eligibility()) : [],
  };
  const shown = explored(slots, { ...exploration, random: seededRandom(stringHash(decisionId)) });
  const decidedAtMs = clock.nowMs();
  const decision: Decision = {
    decisionId,
    placement: request.placement,
    items: shown.map((slot, i) => decidedItem(slot, i + 1, shelf)),
    ...source.verdict(shown),
    ...(request.placement === 'viewed' && becauseOf(basis, shelf)),
    ...(model !== undefined && { model: { name: model.name, version: model.version } }),
    consent: past.consent,
    warnings: [
      ...request.warnings,
      ...past.warnings,
      ...(isKnown ? [] : [`itemId "${request.itemId}" is not known and was ignored`]),
      ...wishWarnings(request.wishes, source.explores ? model : undefined),
      ...promotionWarnings(request, slots),
    ],
    expiresAt: new Date(decidedAtMs + DECISION_TTL_MS).toISOString(),
  };
  const { out, said } = asked;
  const record =
    ports.records &&
    recordOf({
      ...{
        request,
        decision,
        decidedAtMs,
        isTheirs: past.isKnown,
        basis,
        shelf,
        out,
        masks: asked.masks(),
        model,
        slots,
        promotable,
      },
      ...{ said: source.explores ? said : [], candidates: source.candidates, exploration },
    });
  return { decision, record };
}

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

/** The question, as all that answer it need it. */
interface Asked {
  readonly request: DecisionRequest;
  readonly basis: Basis;
  readonly shelf: Shelf;
  /** Ids that this decision must not show. */
  readonly out: ReadonlySet<string>;
  readonly arena: Arena;
  /** What the model has said so far, the ranking of all first. */
  readonly said: ModelAnswer[];
  /** By row of the shelf, 1 where the item fulfils it: the request's filter, and one more if given. */
  masks(filter?: ItemFilter): readonly Uint8Array[];
  /** By row of the shelf: 1 where the item is offered, is not out, and fulfils the request's filter and this one. */
  eligible(filter?: ItemFilter): Uint8Array;
  /** What `eligible()` says, for a question about few rows. */
  eligibility(): (row: number) => boolean;
}

function askedFor(request: DecisionRequest, basis: Basis, shelf: Shelf, arena: Arena): Asked {
  const out = new Set([...request.exclude, ...basis.seen]);
  const made = new Map<ItemFilter, Uint8Array>();
  const maskOf = (filter: ItemFilter): Uint8Array => {
    const mask = made.get(filter) ?? matching(filter, shelf, arena);
    made.set(filter, mask);
    return mask;
  };
  const masks = (filter?: ItemFilter) =>
    [request.filter, filter].flatMap((wanted) => (wanted === undefined ? [] : [maskOf(wanted)]));
  return {
    request,
    basis,
    shelf,
    out,
    arena,
    said: [],
    masks,
    eligible(filter) {
      const offered = shelf.offered(request.context.market);
      const mask = arena.bytes(offered.length);
      mask.set(offered);
      for (const isMatch of masks(filter)) {
        for (let row = 0; row < mask.length; row++) mask[row]! &= isMatch[row]!;
      }
      for (const itemId of out) {
        const row = shelf.rowOf(itemId);
        if (row !== undefined) mask[row] = 0;
      }
      return mask;
    },
    eligibility() {
      const offered = shelf.offered(request.context.market);
      const wanted = masks();
      return (row) =>
        offered[row] === 1 && wanted.every((isMatch) => isMatch[row] === 1) && !out.has(shelf.itemIdAt(row));
    },
  };
}

// ── Where candidates come from ──────────────────────────────────────────────────────────────────────

interface Source {
  /** For the slots that no promotion fills, best first. */
  readonly candidates: readonly Candidate[];
  /** The k best of those that fulfil one more filter. */
  best(k: number, filter: ItemFilter): Promise<readonly Candidate[]>;
  /** Whether a model ranks, so that new items need a chance to be met. */
  readonly explores: boolean;
  /** What the decision may say of itself, by what it shows. */
  verdict(shown: readonly Candidate[]): { readonly strategy: Strategy; readonly evidence: Evidence };
}

/** The best that what is known allows: the model; what is like the item it is about; the catalog in its order. */
async function sourceOf(asked: Asked, model: ServedModel | undefined): Promise<Source> {
  const k = candidateCount(asked.request);
  const scored = model && (await score(asked, model, k));
  const alike = scored !== undefined && speaksOfAnchor(scored, asked) ? undefined : likeSource(asked, k);
  if (alike !== undefined) return alike;
  return model === undefined || scored === undefined ? catalogSource(asked, k) : modelSource(asked, model, scored, k);
}

/** The model's ranking, without what is out, does not fulfil the filters, or is not offered in the market. */
async function score(asked: Asked, model: ServedModel, k: number, filter?: ItemFilter): Promise<ScoredItems> {
  const { request, basis, shelf, out, said } = asked;
  const isKnown = basis.anchors.length === 0 || basis.anchors.some((itemId) => knows(model, shelf, itemId));
  const answer = await askModel(model, shelf, {
    events: basis.events,
    blocked: out,
    bias: model.biases.offered(request.context.market, request.wishes, asked.masks(filter), asked.arena),
    blend: isKnown ? basis.rule.blend : 'personal',
    context: request.context,
    k,
  });
  said.push(answer);
  return answer;
}

const knows = (model: ServedModel, shelf: Shelf, itemId: string): boolean =>
  (shelf.rowOf(itemId) ?? model.itemCount) < model.itemCount;

function modelSource(asked: Asked, model: ServedModel, scored: ScoredItems, k: number): Source {
  const { basis, shelf } = asked;
  const { rule, anchors } = basis;
  const otherwise = rule.blend === 'trending' ? TRENDING : POPULAR;
  const candidatesOf = (said: ScoredItems, wanted: number, filter?: ItemFilter): readonly Candidate[] => {
    const ranked = scoredCandidates(said, { words: rule.words, anchors, otherwise }, shelf);
    if (ranked.length >= wanted || shelf.rowCount === model.itemCount) return ranked;
    const later = laterCandidates(shelf, asked.eligible(filter), wanted - ranked.length, model.itemCount);
    return [...ranked, ...later];
  };
  return {
    candidates: candidatesOf(scored, k),
    best: async (wanted, filter) => candidatesOf(await score(asked, model, wanted, filter), wanted, filter),
    explores: true,
    verdict(shown) {
      const speaking = new Set(shown.flatMap(({ reason }) => (reason.code === 'because-of-item' ? reason.itemId : [])));
      if (anchors.some((itemId) => speaking.has(itemId))) return { strategy: rule.strategy, evidence: rule.evidence };
      if (speaking.size > 0) return { strategy: 'personal', evidence: 'person' };
      if (!shown.some(({ score: said }) => said !== undefined)) return NOTHING_KNOWN;
      return { strategy: rule.blend === 'trending' ? 'trending' : 'popular', evidence: 'market' };
    },
  };
}

const NOTHING_KNOWN = { strategy: 'catalog-order', evidence: 'none' } as const;

/** Nothing unless the slate is about one item that the catalog knows, and something is like it. */
function likeSource(asked: Asked, k: number): Source | undefined {
  const { basis, shelf } = asked;
  const anchor = soleAnchor(basis);
  const entry = anchor === undefined ? undefined : shelf.get(anchor);
  if (entry === undefined) return undefined;
  const candidates = sameCategoryCandidates(entry, shelf, asked.eligible(), k);
  if (candidates.length === 0) return undefined;
  return {
    candidates,
    best: async (wanted, filter) => sameCategoryCandidates(entry, shelf, asked.eligible(filter), wanted),
    explores: false,
    verdict: () => ({ strategy: 'same-category', evidence: basis.rule.evidence }),
  };
}

const soleAnchor = ({ rule, anchors }: Basis): string | undefined => (rule.anchor === 'cart' ? undefined : anchors[0]);

function catalogSource(asked: Asked, k: number): Source {
  return {
    candidates: catalogCandidates(asked.shelf, asked.eligible(), k),
    best: async (wanted, filter) => catalogCandidates(asked.shelf, asked.eligible(filter), wanted),
    explores: false,
    verdict: () => NOTHING_KNOWN,
  };
}

/** Whether the model has something to say from the one item that the slate is about: it may never have met it. */
function speaksOfAnchor(scored: ScoredItems, { basis }: Asked): boolean {
  const anchor = soleAnchor(basis);
  if (anchor === undefined) return true;
  const row = scored.events.findIndex((event) => event.itemId === anchor);
  const width = scored.rows.length;
  return row >= 0 && scored.evidence.subarray(row * width, (row + 1) * width).some((added) => added > 0);
}

// ── The slate ───────────────────────────────────────────────────────────────────────────────────────

/** By promotion, what may fill it, best first. */
function promotableOf({ promotions }: DecisionRequest, source: Source): Promise<readonly (readonly Candidate[])[]> {
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
  shelf: Shelf,
): DecidedItem {
  const entry = shelf.entryAt(row);
  return {
    itemId: shelf.itemIdAt(row),
    rank,
    ...(said !== undefined && { score: said }),
    probability,
    reasons: [reason],
    ...(isPromoted && { promoted: true }),
    ...(entry !== undefined && { item: toShownItem(entry.item) }),
  };
}

function becauseOf({ anchors: [itemId] }: Basis, shelf: Shelf): Pick<Decision, 'becauseOf'> {
  if (itemId === undefined) return {};
  const title = shelf.get(itemId)?.item.title;
  return { becauseOf: { itemId, ...(title !== undefined && { title }) } };
}

function promotionWarnings({ promotions }: DecisionRequest, slots: readonly Slot[]): readonly string[] {
  const wanted = promotions.reduce((sum, { positions }) => sum + positions.length, 0);
  const filled = slots.filter(({ promoted: isPromoted }) => isPromoted).length;
  return filled === wanted ? [] : [`promotions want ${wanted} slots; matching items fill ${filled}`];
}
