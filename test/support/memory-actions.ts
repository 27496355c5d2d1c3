import { parseActionRequest } from '../../functions/decide/actions/contract.ts';
import { decideAction } from '../../functions/decide/actions/decide-action.ts';
import { activate, reward } from '../../functions/decide/actions/outcome.ts';
import { loadActions } from '../../functions/decide/actions/served-points.ts';
import { parsePoint } from '../../functions/engage/points/contract.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import type { ActionRecord } from '../../shared/domain/action-record.ts';
import type { DecisionPoint } from '../../shared/domain/decision-point.ts';
import type { Event, PersonRef } from '../../shared/domain/event.ts';
import { partitionOf } from '../../shared/domain/event.ts';
import type { Budget, Offer } from '../../shared/domain/offer.ts';
import type { ActionCounts, Counted } from '../../shared/ports/action-counts.ts';
import type { ActionRecords, KeptAction } from '../../shared/ports/action-records.ts';
import type { Documents, StoredDocument } from '../../shared/ports/documents.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { OfferClaims } from '../../shared/ports/offers.ts';
import type { PersonNow, Standing } from '../../shared/ports/people.ts';
import { refreshed } from '../../shared/runtime/refreshed.ts';
import { countingIds, silentLog } from './system-ports.ts';

export const NOW_MS = Date.parse('2026-12-01T12:00:00Z');

export function memoryDocuments<Body>(...bodies: readonly (readonly [string, Body])[]): Documents<Body> {
  const kept = new Map<string, StoredDocument<Body>>(bodies.map(([id, body]) => [id, { id, body, revision: 1 }]));
  return {
    find: async (id) => kept.get(id),
    list: async () => [...kept.values()],
    async put(id, body, revision) {
      if ((kept.get(id)?.revision ?? 0) !== revision) return undefined;
      kept.set(id, { id, body, revision: revision + 1 });
      return revision + 1;
    },
    remove: async (id) => kept.delete(id),
  };
}

/** Records in memory, with how often anything was written. */
export function memoryActionRecords(): ActionRecords & { readonly kept: Map<string, KeptAction>; writes(): number } {
  const kept = new Map<string, KeptAction>();
  let writes = 0;
  return {
    kept,
    writes: () => writes,
    async keep(record) {
      writes++;
      const before = kept.get(record.decisionId)?.record;
      if (before !== undefined && record.decisionKey !== undefined) return before;
      kept.set(record.decisionId, { record });
      return record;
    },
    find: async (decisionId) => kept.get(decisionId),
    async noteActivation(decisionId, atMs) {
      const found = kept.get(decisionId);
      if (found === undefined) return undefined;
      if (found.activatedAtMs !== undefined) return { atMs: found.activatedAtMs, isFirst: false };
      kept.set(decisionId, { ...found, activatedAtMs: atMs });
      return { atMs, isFirst: true };
    },
    async noteReward(decisionId, note) {
      const found = kept.get(decisionId);
      if (found === undefined) return undefined;
      const before = found.reward;
      if (before && (before.atMs > note.atMs || (before.atMs === note.atMs && before.value === note.value)))
        return 'known';
      kept.set(decisionId, { ...found, reward: note });
      return before === undefined ? {} : { before: before.value };
    },
  };
}

export function memoryActionCounts(): ActionCounts {
  const rows = new Map<string, Counted>();
  return {
    async add({ pointId, day, actionId }, pulls, earned) {
      const key = JSON.stringify([pointId, day, actionId]);
      const before = rows.get(key) ?? { pulls: 0, earned: 0 };
      rows.set(key, { pulls: before.pulls + pulls, earned: before.earned + earned });
    },
    async since(pointId, fromDay) {
      const sums = new Map<string, Counted>();
      for (const [key, { pulls, earned }] of rows) {
        const [point, day, actionId] = JSON.parse(key) as [string, string, string];
        if (point !== pointId || day < fromDay) continue;
        const before = sums.get(actionId) ?? { pulls: 0, earned: 0 };
        sums.set(actionId, { pulls: before.pulls + pulls, earned: before.earned + earned });
      }
      return sums;
    },
  };
}

/** Three actions of one decision point. */
export const aPoint = (fields: object = {}): DecisionPoint =>
  parsePoint({
    pointId: 'cart-help',
    words: 'what to do for somebody who leaves a full cart',
    currency: 'EUR',
    actions: [
      { actionId: 'nothing', words: 'leave them alone', valueMinor: 2000 },
      { actionId: 'remind', words: 'remind them', costMinor: 5, valueMinor: 2000 },
      { actionId: 'call', words: 'call them', costMinor: 300, valueMinor: 2000 },
    ],
    reward: { windowHours: 48, wantsActivation: true },
    policy: 'uniform',
    defaultAction: 'nothing',
    ...fields,
  });

export interface OpenActionsOptions {
  readonly point?: DecisionPoint;
  readonly person?: Partial<PersonNow>;
  readonly standing?: Partial<Standing>;
  readonly offers?: readonly Offer[];
  readonly budgets?: readonly Budget[];
  readonly claim?: OfferClaims['claim'];
  readonly models?: ModelStore;
  readonly holdoutShare?: number;
}

/** The use cases of actions over memory. */
export function openActions(options: OpenActionsOptions = {}) {
  const { point = aPoint(), person, standing, offers = [], budgets = [], models = memoryModels() } = options;
  let nowMs = NOW_MS;
  let reads = 0;
  const store = memoryActionRecords();
  const events: Event[] = [];
  const clock = { nowMs: () => nowMs };
  const counts = memoryActionCounts();
  const pointDocuments = memoryDocuments([point.pointId, point]);
  const ports = {
    people: {
      async now() {
        reads++;
        return { events: [], predictions: [], memberships: [], isCut: false, ...person };
      },
    },
    regime: 'opt-out' as const,
    claims: { claim: options.claim ?? (async () => ({ status: 'held', claimId: 'c', untilMs: 0 }) as const) },
    actions: refreshed(
      loadActions({
        points: pointDocuments,
        offers: memoryDocuments(...offers.map((offer) => [offer.offerId, offer] as const)),
        budgets: memoryDocuments(...budgets.map((budget) => [budget.budgetId, budget] as const)),
        policies: models,
        counts,
        hash: sha256Hash,
        log: silentLog,
      }),
      10_000,
      { clock, log: silentLog },
    ),
    clock,
    ids: countingIds(),
    holdoutShare: options.holdoutShare ?? 0,
    keyedHash: async (text: string) => sha256Hash.sha256(text).slice(0, 40),
    actionRecords: { store, log: silentLog },
    pointDocuments,
    counts,
    timelineWriter: {
      async append(added: readonly Event[]) {
        events.push(...added);
      },
    },
    standings: {
      of: async (people: readonly PersonRef[]) =>
        new Map(people.map((one) => [partitionOf(one), { isSuppressed: false, ...standing }])),
    },
  };
  const decide = decideAction(ports);
  return {
    ports,
    store,
    events,
    counts,
    reads: () => reads,
    pass(ms: number) {
      nowMs += ms;
    },
    ask: (body: object = {}) => decide(parseActionRequest({ decisionPoint: point.pointId, userId: 'u1', ...body })),
    recordOf: (decisionId: string): ActionRecord => store.kept.get(decisionId)!.record,
    activate: activate(ports),
    reward: reward(ports),
  };
}
