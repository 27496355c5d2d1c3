import type { ActionRecord } from '../../../shared/domain/action-record.ts';
import type { DecisionPoint } from '../../../shared/domain/decision-point.ts';
import { ConflictError, invalidAt, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Event, JsonObject } from '../../../shared/domain/event.ts';
import { HOUR_MS, isoOf, utcDay } from '../../../shared/domain/time.ts';
import type { ActionCounts } from '../../../shared/ports/action-counts.ts';
import type { ActionRecords, KeptAction } from '../../../shared/ports/action-records.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Standings } from '../../../shared/ports/people.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import type { TimelineWriter } from '../../../shared/ports/timeline.ts';
import type { ConsentRegime } from '../../../shared/privacy/consent.ts';
import { eventConsent } from '../../../shared/privacy/event-consent.ts';
import type { RewardRequest } from './contract.ts';

export interface OutcomePorts {
  /** Absent where the deployment keeps no records of decisions. */
  readonly actionRecords?: { readonly store: ActionRecords };
  readonly pointDocuments: Pick<Documents<DecisionPoint>, 'find'>;
  readonly counts: Pick<ActionCounts, 'add'>;
  readonly timelineWriter: Pick<TimelineWriter, 'append'>;
  readonly standings: Standings;
  readonly regime: ConsentRegime;
  readonly clock: Clock;
}

/** Clocks of shops may be so far ahead of ours. */
const AHEAD_MS = 5 * 60_000;

/**
 * The shop has carried a decision out. It is noted first, then counted and put on the person's timeline; the same again
 * changes nothing, and mends what was cut off.
 * @throws NotFoundError for an id that was never given, and for one whose time is over.
 */
export const activate =
  (ports: OutcomePorts) =>
  async (decisionId: string, saidAtMs: number | undefined): Promise<void> => {
    const { record } = await keptAction(decisionId, ports);
    const atMs = momentOf(record, saidAtMs, ports);
    const noted = await ports.actionRecords?.store.noteActivation(decisionId, atMs);
    if (noted === undefined) throw noSuchDecision();
    const point = (await ports.pointDocuments.find(record.point))?.body;
    if (noted.isFirst && point && isCountedLive(point)) await ports.counts.add(countedAs(record), 1, 0);
    await tell({ record, name: 'Decision Activated', messageId: `activated-${decisionId}`, atMs: noted.atMs }, ports);
  };

/**
 * What a decision earned, by the shop's own account; the newest counts. The same again changes nothing.
 * @throws NotFoundError as of `activate`; ConflictError where it does not count any more, or not before the decision was
 * activated; InvalidInputError for another kind of reward than the point's.
 */
export const reward =
  (ports: OutcomePorts) =>
  async (decisionId: string, request: RewardRequest): Promise<void> => {
    const kept = await keptAction(decisionId, ports);
    const { record } = kept;
    const point = (await ports.pointDocuments.find(record.point))?.body;
    if (point === undefined) throw new ConflictError(`the decision point "${record.point}" is gone`);
    const value = rewardIn(request, point);
    const atMs = momentOf(record, request.atMs ?? sameAsBefore(kept, value), ports);
    refuseUncounted(kept, point, atMs);
    const noted = await ports.actionRecords?.store.noteReward(decisionId, { value, atMs });
    if (noted === undefined) throw noSuchDecision();
    if (noted !== 'known' && isCountedLive(point))
      await ports.counts.add(countedAs(record), 0, good(value) - good(noted.before ?? 0));
    const properties = { value, ...(point.currency !== undefined && isMoney(point) && { currency: point.currency }) };
    const messageId = `rewarded-${decisionId}-${atMs}`;
    await tell({ record, name: 'Decision Rewarded', messageId, atMs, properties }, ports);
  };

async function keptAction(decisionId: string, { actionRecords }: OutcomePorts): Promise<KeptAction> {
  const found = await actionRecords?.store.find(decisionId);
  if (found === undefined) throw noSuchDecision();
  return found;
}

const noSuchDecision = () => new NotFoundError('no such decision of an action, or its time is over');

/** Without a time of its own what is said again is not said anew. */
const sameAsBefore = ({ reward: before }: KeptAction, value: number): number | undefined =>
  before?.value === value ? before.atMs : undefined;

/** @throws InvalidInputError for one before the decision, or yet to come. */
function momentOf({ decidedAtMs }: ActionRecord, saidAtMs: number | undefined, { clock }: OutcomePorts): number {
  const nowMs = clock.nowMs();
  const atMs = saidAtMs ?? nowMs;
  if (atMs < decidedAtMs - AHEAD_MS)
    throw invalidAt('/at', `${isoOf(atMs)} is before the decision, which was made at ${isoOf(decidedAtMs)}`);
  if (atMs > nowMs + AHEAD_MS) throw invalidAt('/at', `${isoOf(atMs)} is yet to come; it is ${isoOf(nowMs)}`);
  return Math.max(atMs, decidedAtMs);
}

const isMoney = ({ reward: { kind } }: DecisionPoint): boolean => kind === 'money';

/** In the unit of the point's reward. */
function rewardIn({ reward: said }: RewardRequest, point: DecisionPoint): number {
  if (!isMoney(point)) {
    if ('value' in said) return said.value;
    throw invalidAt('/value', `rewards of "${point.pointId}" are numbers from -1 to 1, not money`);
  }
  if ('value' in said) throw invalidAt('/value', `rewards of "${point.pointId}" are money: {"amount", "currency"}`);
  if (said.currency !== point.currency)
    throw invalidAt('/value/currency', `"${said.currency}" is not the point’s currency, ${point.currency}`);
  return said.amountMinor;
}

/** @throws ConflictError saying why it does not count. */
function refuseUncounted(
  { record, activatedAtMs }: KeptAction,
  { pointId, reward: rule }: DecisionPoint,
  atMs: number,
): void {
  if (rule.source !== 'posted')
    throw new ConflictError(`"${pointId}" is rewarded by what people do (${rule.source}), not by the shop`);
  if (rule.wantsActivation && activatedAtMs === undefined)
    throw new ConflictError(`"${pointId}" wants decisions activated before they are rewarded, and this one was not`);
  const untilMs = record.decidedAtMs + rule.windowHours * HOUR_MS;
  if (atMs > untilMs) throw new ConflictError(`rewards of this decision counted until ${isoOf(untilMs)}`);
}

// ── Counts ──────────────────────────────────────────────────────────────────────────────────────────

/** Only where the shop says what was carried out: else every action would look as good as its rewards are frequent. */
const isCountedLive = ({ policy, reward: { source, wantsActivation, kind } }: DecisionPoint): boolean =>
  policy === 'counts' && source === 'posted' && wantsActivation && kind === 'binary';

const good = (value: number): number => Math.max(0, value);

const countedAs = ({ point, actionId, decidedAtMs }: ActionRecord) => ({
  pointId: point,
  actionId,
  day: utcDay(decidedAtMs),
});

// ── The timeline ────────────────────────────────────────────────────────────────────────────────────

interface Telling {
  readonly record: ActionRecord;
  readonly name: string;
  readonly messageId: string;
  readonly atMs: number;
  readonly properties?: JsonObject;
}

/** Of a decision that went by nobody nothing is put on anybody's timeline; nor of who does not want events kept. */
async function tell(telling: Telling, ports: OutcomePorts): Promise<void> {
  const { record, name, messageId, atMs, properties } = telling;
  if (record.person === undefined) return;
  const { refused } = await eventConsent(record.person, record.market, ports);
  if (refused === undefined) return;
  const event: Event = {
    ...record.person,
    messageId,
    type: 'track',
    name,
    atMs,
    clientAtMs: atMs,
    receivedAtMs: ports.clock.nowMs(),
    properties: {
      decision_id: record.decisionId,
      decision_point: record.point,
      action_id: record.actionId,
      ...properties,
    },
    traits: {},
    context: {},
    ...(refused.length > 0 && { refused }),
  };
  await ports.timelineWriter.append([event]);
}
