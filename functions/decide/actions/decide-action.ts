import { actionFeatures, featureColumns, ownNumbersOf } from '../../../shared/decisioning/actions/action-features.ts';
import { type ActionChoice, chooseAction, drawOf } from '../../../shared/decisioning/actions/choose-action.ts';
import { type EligibleActions, eligibleActions } from '../../../shared/decisioning/actions/eligible-actions.ts';
import { assignmentsOf, variantsOf } from '../../../shared/decisioning/assignment.ts';
import { ACTION_RECORD_SCHEMA, type ActionRecord } from '../../../shared/domain/action-record.ts';
import { fieldName } from '../../../shared/domain/check.ts';
import type { DecisionPoint, PointAction, PricedAction } from '../../../shared/domain/decision-point.ts';
import { type InputDefect, invalid, invalidAt } from '../../../shared/domain/errors.ts';
import { partitionOf } from '../../../shared/domain/event.ts';
import type { ChanceQuestion } from '../../../shared/model/action-chances.ts';
import type { ActionRecords } from '../../../shared/ports/action-records.ts';
import type { Clock, Ids, Log } from '../../../shared/ports/system.ts';
import { answerOf } from './answer.ts';
import { type ActionDecision, type ActionRequest, KNOWN_CONTEXT } from './contract.ts';
import { type Giving, type OfferPorts, offersNow } from './offers-now.ts';
import { type LookedAt, lookAt, type PersonPorts } from './person-now.ts';
import type { ServedActions, ServedPoint } from './served-points.ts';

export interface ActPorts extends PersonPorts, OfferPorts {
  readonly actions: { (): Promise<ServedActions>; forget(): void };
  readonly clock: Clock;
  readonly ids: Ids;
  /** The keyed hash of a text, by a secret of the deployment. */
  readonly keyedHash: (text: string) => Promise<string>;
  /** Of all people, for whom nothing is decided by what they do; in [0, 1]. */
  readonly holdoutShare: number;
  /** Absent where the deployment keeps no records of decisions. */
  readonly actionRecords?: { readonly store: ActionRecords; readonly log: Log };
}

/** How long an answer may be acted by before it is asked for again; one with a key as long as its record is kept. */
const ANSWER_MS = 15 * 60_000;
const KEYED_MS = 90 * 86_400_000;

/**
 * The next best action for a person at a decision point: one read of the people table, none for nobody, and one write.
 * Given the decision's id, all else is determined. What is not eligible is never drawn; where nothing is, the point's default
 * action is the answer, and says why.
 */
export const decideAction =
  (ports: ActPorts) =>
  async (request: ActionRequest): Promise<ActionDecision> => {
    const served = await pointOf(request, ports);
    checkActions(request, served.point);
    const nowMs = ports.clock.nowMs();
    const person = await lookAt(request, ports, nowMs);
    const decisionId = await idOf(request, person, ports);
    const before = await keptBefore(request, decisionId, served, ports);
    if (before !== undefined) return answerOf(before);
    const record = await decided({ request, served, person, decisionId, nowMs }, ports);
    return kept(record, ports);
  };

/** @throws InvalidInputError for a point that there is not. */
export async function pointOf(
  { decisionPoint }: Pick<ActionRequest, 'decisionPoint'>,
  { actions }: Pick<ActPorts, 'actions'>,
): Promise<ServedPoint> {
  const held = (await actions()).points.get(decisionPoint);
  if (held !== undefined) return held;
  actions.forget(); // it may have been made a moment ago
  const found = (await actions()).points.get(decisionPoint);
  if (found === undefined) throw invalidAt('/decisionPoint', `there is no decision point "${decisionPoint}"`);
  return found;
}

function checkActions({ wishes }: ActionRequest, { actions, pointId }: DecisionPoint): void {
  const known = new Set(actions.map(({ actionId }) => actionId));
  const unknown = (ids: readonly string[], at: string): readonly InputDefect[] =>
    ids.flatMap((id, i) =>
      known.has(id) ? [] : [{ pointer: `${at}/${i}`, reason: `decision point "${pointId}" has no action "${id}"` }],
    );
  const named = wishes.actions?.map(({ actionId }) => actionId) ?? [];
  const repeated = named.flatMap((id, i) =>
    named.indexOf(id) === i ? [] : [{ pointer: `/actions/${i}/id`, reason: `action "${id}" is named twice` }],
  );
  const defects = [...unknown(named, '/actions'), ...repeated, ...unknown(wishes.exclude, '/constraints/exclude')];
  if (defects.length > 0) throw invalid(defects);
}

/**
 * One of a key is made of the key and the person, so that it is the same on all channels; without the secret nobody can tell
 * of whom. Who is looked at and who is not are told apart: a withdrawal is not answered by what was decided before it.
 */
async function idOf(
  request: ActionRequest,
  { consent }: LookedAt,
  { ids, keyedHash, actionRecords }: ActPorts,
): Promise<string> {
  const { decisionKey, decisionPoint, person } = request;
  if (decisionKey === undefined || actionRecords === undefined) return ids.next();
  const who = person === undefined ? '' : partitionOf(person);
  return `k-${await keyedHash(JSON.stringify(['decision', decisionPoint, decisionKey, who, consent.profiling]))}`;
}

/** Asked first only where making it again would take something of a budget. */
async function keptBefore(
  { decisionKey }: ActionRequest,
  decisionId: string,
  { point }: ServedPoint,
  { actionRecords }: ActPorts,
): Promise<ActionRecord | undefined> {
  const takes = decisionKey !== undefined && point.actions.some(({ offerId }) => offerId !== undefined);
  return takes ? (await actionRecords?.store.find(decisionId))?.record : undefined;
}

interface Asked {
  readonly request: ActionRequest;
  readonly served: ServedPoint;
  readonly person: LookedAt;
  readonly decisionId: string;
  readonly nowMs: number;
}

async function decided(asked: Asked, ports: ActPorts): Promise<ActionRecord> {
  const { request, served, decisionId, nowMs } = asked;
  const met = request.person && assignmentsOf(request.person, undefined, { running: [], ...ports });
  const isHeld = met?.isHeldOut === true;
  const person = isHeld ? impersonal(asked.person) : asked.person;
  const { point } = served;
  const numbers = ownNumbers(request, point);
  const { device, hour } = request.context;
  const situation = {
    ...(device !== undefined && { device }),
    ...(hour !== undefined && { hour }),
    numbers,
    ...(person.features && { features: person.features }),
    segmentIds: person.segmentIds,
  };
  const offers = await offersNow({ ...asked, offered: await ports.actions() }, ports);
  const rule = {
    policy: point.policy,
    floor: point.floor,
    rewardKind: point.reward.kind,
    ...(point.currency !== undefined && { currency: point.currency }),
    defaultAction: point.defaultAction,
  };
  const features = actionFeatures(point, situation);
  const question = { point: rule, features, policy: served.policy, since: served.since };
  const drawn = drawOf(decisionId);
  const found = eligibleActions(point, request.wishes, offers.whyNot);
  const chosen = isHeld
    ? heldOut(point)
    : await chosenAction(
        { ...found, eligible: offers.priced(found.eligible, served.policy?.policy.prices) },
        { question, drawn, chancesOf: served.chancesOf, give: offers.give },
      );
  return {
    schema: ACTION_RECORD_SCHEMA,
    decisionId,
    decidedAtMs: nowMs,
    expiresAtMs: nowMs + (request.decisionKey === undefined ? ANSWER_MS : KEYED_MS),
    ...(request.person !== undefined && person.isKnown && { person: timelineOf(request.person) }),
    consent: person.consent,
    point: point.pointId,
    revision: served.revision,
    rule,
    ...(request.context.market !== undefined && { market: request.context.market }),
    ...(request.decisionKey !== undefined && { decisionKey: request.decisionKey }),
    ...(request.channel !== undefined && { channel: request.channel }),
    ...(met?.isHeldOut !== undefined && { variants: variantsOf(met) }),
    ...(served.policy !== undefined && { policyVersion: served.policy.version }),
    ...(served.since.size > 0 && {
      counts: point.actions.flatMap(({ actionId }): [string, number, number][] => {
        const counted = served.since.get(actionId);
        return counted === undefined ? [] : [[actionId, counted.pulls, counted.earned]];
      }),
    }),
    columns: featureColumns(point),
    features,
    drawn,
    ...chosen,
    warnings: [
      ...warningsOf(request, served),
      ...person.warnings,
      ...(request.decisionKey !== undefined && ports.actionRecords === undefined ? [KEY_NOT_KEPT] : []),
    ],
  };
}

const timelineOf = ({ userId, anonymousId = '' }: NonNullable<ActionRequest['person']>) =>
  userId === undefined ? { anonymousId } : { userId };

/** Of whom nothing is gone by: see `impersonal` of slates. */
const impersonal = ({ consent, isKnown, warnings }: LookedAt): LookedAt => ({
  segmentIds: new Set(),
  valueNamed: () => Number.NaN,
  consent: consent.profiling ? { ...consent, profiling: false, because: 'experiment' } : consent,
  isKnown,
  warnings,
});

/** Who is held out is done what is done without knowing anything. */
const heldOut = ({ defaultAction, actions }: DecisionPoint): Chosen => ({
  policy: 'default',
  actionId: defaultAction,
  probability: 1,
  eligible: [],
  excluded: actions.map(({ actionId }) => ({ actionId, because: 'held out' })),
  reason: 'the person is held out: nothing is decided for them by what they do',
});

// ── The choice ──────────────────────────────────────────────────────────────────────────────────────

interface PricedActions extends Omit<EligibleActions, 'eligible'> {
  readonly eligible: readonly PricedAction[];
}

interface Choosing {
  readonly question: Omit<ChanceQuestion, 'eligible'>;
  readonly drawn: number;
  readonly chancesOf: ServedPoint['chancesOf'];
  readonly give: Giving['give'];
}

type Chosen = Pick<ActionRecord, 'policy' | 'actionId' | 'probability' | 'eligible' | 'excluded' | 'reason' | 'claim'>;

/**
 * An offer is given before it is answered with; one whose limit refuses is out, and the others are drawn from again. Of that
 * the probability is not known, as who else would have been refused was not asked: it is not learnt from.
 */
async function chosenAction({ eligible, excluded }: PricedActions, choosing: Choosing): Promise<Chosen> {
  const { question, drawn, chancesOf, give } = choosing;
  let open = eligible;
  const out = [...excluded];
  let isRedrawn = false;
  while (open.length > 0) {
    const choice = chooseAction({ ...question, eligible: open }, drawn, chancesOf);
    const { refused, ...given } = await give(actionNamed(open, choice));
    if (refused === undefined) {
      const { actionId, probability, ranked } = choice;
      const policy = isRedrawn ? ('redrawn' as const) : question.point.policy;
      return { policy, actionId, probability, eligible: ranked, excluded: out, ...given };
    }
    isRedrawn = true;
    out.push({ actionId: choice.actionId, because: refused });
    open = open.filter(({ actionId }) => actionId !== choice.actionId);
  }
  const reason = `no action is eligible: ${out.map(({ actionId, because }) => `${actionId} (${because})`).join(', ')}`;
  return {
    policy: 'default',
    actionId: question.point.defaultAction,
    probability: 1,
    eligible: [],
    excluded: out,
    reason: reason.slice(0, 1000),
  };
}

const actionNamed = (actions: readonly PointAction[], { actionId }: ActionChoice): PointAction =>
  actions.find((action) => action.actionId === actionId)!;

// ── What was asked ──────────────────────────────────────────────────────────────────────────────────

/** @throws InvalidInputError for one that is no number. */
function ownNumbers({ context }: ActionRequest, { features }: DecisionPoint): Readonly<Record<string, number>> {
  const wanted = ownNumbersOf(features).filter((name) => context[name] !== undefined);
  return Object.fromEntries(
    wanted.map((name) => {
      const value = context[name];
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw invalidAt(`/context/${name}`, 'want a number, as the decision point goes by it');
      return [name, value];
    }),
  );
}

function warningsOf({ context }: ActionRequest, { point, isOutdated, policy }: ServedPoint): readonly string[] {
  const own = new Set(ownNumbersOf(point.features));
  return [
    ...Object.keys(context)
      .filter((key) => !KNOWN_CONTEXT.has(key) && !own.has(key))
      .map((key) => `context.${fieldName(key)} is not what the decision point goes by and was ignored`),
    ...(isOutdated && policy === undefined
      ? ['what was learnt is of the point as it was before; until the next night all actions are drawn alike']
      : []),
  ];
}

// ── The record ──────────────────────────────────────────────────────────────────────────────────────

const KEY_NOT_KEPT = 'this deployment keeps no records of decisions, so that decisionKey gives another one each time';
const RECORD_NOT_KEPT =
  'the record of this decision was not kept; it cannot be explained, activated, rewarded or replayed later';

/** The answer comes whatever happens; with a key it is that of who was first. */
async function kept(record: ActionRecord, { actionRecords }: ActPorts): Promise<ActionDecision> {
  if (actionRecords === undefined) return answerOf(record);
  try {
    return answerOf(await actionRecords.store.keep(record));
  } catch (error) {
    const failure = error instanceof Error ? error.name : 'unknown';
    actionRecords.log.warn('record of a decision not kept', { failure });
    return answerOf({ ...record, warnings: [...record.warnings, RECORD_NOT_KEPT] });
  }
}
