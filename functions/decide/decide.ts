import { type Basis, basisOf } from '../../shared/decisioning/basis.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import {
  catalogSlate,
  type ScoredItems,
  type Slate,
  sameCategorySlate,
  scoredSlate,
} from '../../shared/decisioning/slate.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import { UnavailableError } from '../../shared/domain/errors.ts';
import type { Event, PersonRef } from '../../shared/domain/event.ts';
import { interactionsOf } from '../../shared/domain/interaction.ts';
import { kindIndex, mergedHistory } from '../../shared/features/history.ts';
import type { Clock, Ids } from '../../shared/ports/system.ts';
import type { TimelineReader } from '../../shared/ports/timeline.ts';
import type { DecisionRequest } from './contract.ts';
import type { Served, ServedModel } from './served-recommender.ts';

export interface DecidePorts {
  readonly timeline: TimelineReader;
  readonly served: () => Promise<Served>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The newest events of a person that a decision reads: one page of one Query. */
const RECENT_EVENTS = 200;
/** How long a page may show a decision before it asks again. */
const DECISION_TTL_MS = 15 * 60_000;

/** A person and the served model in, a slate with reasons out. One read of the people table, none for nobody. */
export const decide =
  ({ timeline, served, clock, ids }: DecidePorts) =>
  async (request: DecisionRequest): Promise<Decision> => {
    const [{ model, shelf }, past] = await Promise.all([served(), pastOf(request.person, timeline)]);
    const interactions = past.events.toReversed().flatMap(interactionsOf);
    const basis = basisOf(request, mergedHistory(interactions).toReversed(), interactions);

    const scored = model && (await score(model, basis, request, model.penaltyFor(request.market)));
    const slate = slateOf(request, basis, scored, shelf);
    return {
      decisionId: ids.next(),
      placement: request.placement,
      ...slate,
      ...(model !== undefined && { model: { name: model.name, version: model.version } }),
      warnings: [...request.warnings, ...past.warnings, ...unknownItem(request, model, shelf)],
      expiresAt: new Date(clock.nowMs() + DECISION_TTL_MS).toISOString(),
    };
  };

interface Past {
  /** Newest first. */
  readonly events: readonly Event[];
  readonly warnings: readonly string[];
}

/** A store that does not answer costs the person the personal answer, not the answer; the decision says so. */
async function pastOf(person: PersonRef | undefined, timeline: TimelineReader): Promise<Past> {
  if (person === undefined) return { events: [], warnings: [] };
  try {
    return { events: (await timeline.recent(person, RECENT_EVENTS)).events, warnings: [] };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return { events: [], warnings: ['the timeline did not answer; what the person did was not looked at'] };
  }
}

/** The model's ranking, without what was seen, excluded, sold out or not sold in the market. */
async function score(
  model: ServedModel,
  basis: Basis,
  { exclude, limit }: DecisionRequest,
  penalty: Float32Array,
): Promise<ScoredItems> {
  const known = basis.events
    .flatMap((event) => {
      const index = model.indexOf.get(event.itemId);
      return index === undefined ? [] : [{ event, index }];
    })
    .slice(0, model.historyLimit);
  const blocked = [...basis.seen, ...exclude].flatMap((itemId) => model.indexOf.get(itemId) ?? []);
  const { ids, scores, contributions } = await model.scorer.score({
    items: Int32Array.from(known, ({ index }) => index),
    kinds: Uint8Array.from(known, ({ event }) => kindIndex(event.kind)),
    blocked: Int32Array.from(blocked),
    penalty,
    k: Math.min(limit, model.itemIds.length),
  });
  return {
    itemIds: Array.from(ids, (id) => model.itemIds[id] ?? ''),
    scores,
    contributions,
    events: known.map(({ event }) => event),
  };
}

/** The best answer that what is known allows. */
function slateOf(request: DecisionRequest, basis: Basis, scored: ScoredItems | undefined, shelf: Shelf): Slate {
  const offered = () => {
    const out = new Set([...request.exclude, ...basis.seen]);
    return shelf.inOrder(request.market).filter(({ item }) => !out.has(item.itemId));
  };
  const page = request.placement === 'product' ? request.itemId : undefined;
  const pageEntry = page === undefined ? undefined : shelf.get(page);
  if (pageEntry !== undefined && !speaks(scored, pageEntry.item.itemId)) {
    const slate = sameCategorySlate(pageEntry, offered(), request.limit, shelf);
    if (slate.items.length > 0) return slate;
  }
  if (scored !== undefined && scored.itemIds.length > 0) return scoredSlate(scored, shelf, page);
  return catalogSlate(offered(), request.limit, shelf);
}

/** Whether the model has anything to say from the item: one that nobody has met yet adds nothing to any score. */
function speaks(scored: ScoredItems | undefined, itemId: string): boolean {
  if (scored === undefined) return false;
  const row = scored.events.findIndex((event) => event.itemId === itemId);
  const width = scored.itemIds.length;
  return row >= 0 && scored.contributions.subarray(row * width, (row + 1) * width).some((added) => added > 0);
}

const unknownItem = ({ itemId }: DecisionRequest, model: ServedModel | undefined, shelf: Shelf): readonly string[] =>
  itemId === undefined || shelf.get(itemId) !== undefined || model?.indexOf.has(itemId)
    ? []
    : [`itemId "${itemId}" is not known and was ignored`];
