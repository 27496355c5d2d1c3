import {
  type CampaignPlan,
  type Condition,
  durationMs,
  END,
  type ExperimentStep,
  type MessageStep,
  type Step,
  stepAfter,
} from '../../domain/campaign.ts';
import type { CampaignSend, Journey, KeptJourney, Tally } from '../../domain/journey.ts';
import type { MessageVerdict } from '../../domain/message.ts';
import type { ClaimRef } from '../../domain/offer.ts';
import { cartOf } from '../../features/cart.ts';
import { drawnArm, variantOf } from './branches.ts';
import type { Facts } from './facts.ts';
import { nextTimeOfDay } from './local-time.ts';
import { withHoldoutMet, withMet } from './met-variants.ts';
import { triggerState } from './trigger-state.ts';

/** Where a journey is after it has gone on: it waits, it has ended, or a message is to be sent before it goes on. */
export type Advance =
  | { readonly kept: KeptJourney; readonly dueAtMs: number }
  | { readonly kept: KeptJourney; readonly hasEnded: true }
  | { readonly kept: KeptJourney; readonly send: MessageStep };

/** Conversions and results look no further back. */
const MOST_SENDS = 20;
/** A message that is held is looked at again no sooner. */
const LEAST_HOLD_MS = 60_000;

/**
 * Takes a journey as far as it goes without anything happening. The same journey, facts and moment give the same; steps
 * lead only onward, so it stops after as many of them as there are, and asks for the message of each at most once in a
 * passage that is told what became of it.
 *
 * A journey that comes to a message stays there until `afterMessage` says what became of it.
 */
export function advance(plan: CampaignPlan, kept: KeptJourney, facts: Facts, nowMs: number): Advance {
  if (kept.journey.status === 'ended') return { kept, hasEnded: true };
  let at = kept.journey.status === 'new' ? entered(plan, kept, facts, nowMs) : kept;
  while (at.journey.status === 'under-way') {
    const because = exitOf(plan, at.journey, facts);
    if (because !== undefined) return over(at, because, nowMs);
    const step = plan.steps.find(({ stepId }) => stepId === at.journey.stepId);
    if (step === undefined) return over(at, 'its step is gone', nowMs);
    if ('message' in step || 'experiment' in step) at = withHoldoutMet(at, facts, nowMs);
    if ('message' in step) return { kept: reached(at, step, nowMs), send: step };
    if ('experiment' in step && facts.isHeldOut) return over(at, 'held out', nowMs);
    const waitsUntilMs = at.journey.waitsUntilMs ?? waitOf(step, facts, nowMs);
    if (waitsUntilMs > nowMs) return { kept: withJourney(at, { waitsUntilMs }), dueAtMs: waitsUntilMs };
    at = follow(plan, at, step, facts, nowMs);
  }
  if (at.journey.status === 'ended') return { kept: at, hasEnded: true };
  return { kept: at, dueAtMs: at.journey.waitsUntilMs ?? nowMs };
}

/** The journey once it is known what became of the message that it was at. */
export function afterMessage(
  plan: CampaignPlan,
  kept: KeptJourney,
  { step, messageId, verdict, claim }: Outcome,
  nowMs: number,
): KeptJourney {
  const { journey } = kept;
  if (verdict.status === 'held') {
    const waitsUntilMs = Math.max(verdict.untilMs, nowMs + LEAST_HOLD_MS);
    const isNews = journey.heldBecause !== verdict.reason;
    const { offeredAtMs, ...others } = journey;
    const offered = claim !== undefined && offeredAtMs !== undefined ? { offeredAtMs } : {};
    const held = { ...kept, journey: { ...others, ...offered, waitsUntilMs, heldBecause: verdict.reason } };
    return isNews ? counted(held, `held:${verdict.reason}`) : held;
  }
  if (verdict.status === 'dropped') {
    const dropped = counted(kept, `dropped:${verdict.reason}`);
    return OF_THE_PERSON.has(verdict.reason)
      ? over(dropped, verdict.reason, nowMs).kept
      : moved(dropped, stepAfter(plan, step), nowMs);
  }
  if (verdict.status === 'not given') {
    const because = `offer ${verdict.because}`;
    const dropped = counted(kept, `dropped:${because}`);
    const others = step.message.offer?.else;
    return others === undefined ? over(dropped, because, nowMs).kept : moved(dropped, others, nowMs);
  }
  const send: CampaignSend = {
    atMs: verdict.atMs,
    stepId: step.stepId,
    messageId,
    ...(journey.variant !== undefined && { variant: journey.variant }),
    ...(journey.drawn !== undefined && { drawn: journey.drawn }),
    ...(claim !== undefined && { claim }),
  };
  const sent = { ...counted(kept, 'sent'), sends: [...kept.sends, send].slice(-MOST_SENDS) };
  return moved(sent, stepAfter(plan, step), nowMs);
}

export interface Outcome {
  readonly step: MessageStep;
  readonly messageId: string;
  /** A campaign has reasons more than sending has: the template could not be filled, or the offer is not given. */
  readonly verdict: MessageVerdict | { readonly status: 'dropped'; readonly reason: 'template' } | NotGiven;
  /** Of the offer, once it is claimed; absent: none is. */
  readonly claim?: ClaimRef;
}

/** The offer of a message is not given to the person, so the message is none. */
export interface NotGiven {
  readonly status: 'not given';
  /** What is full, or why it is not for them. */
  readonly because: string;
}

/** Reasons for which no other message of the journey would be sent either. */
export const OF_THE_PERSON: ReadonlySet<string> = new Set(['erased', 'restricted', 'consent refused', 'held out']);

/** The journey, ended for a reason. */
export function over(kept: KeptJourney, because: string, nowMs: number): Advance & { readonly hasEnded: true } {
  const journey = withoutStep(kept.journey);
  const ended = { ...seen(kept), journey: { ...journey, status: 'ended' as const, because, endedAtMs: nowMs } };
  return { kept: counted(ended, `ended:${because}`), hasEnded: true };
}

/** How much more was counted since. */
export const countedSince = (before: Tally, after: Tally): Tally =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) => {
      const more = count - (before[name] ?? 0);
      return more === 0 ? [] : [[name, more]];
    }),
  );

// ── Steps ───────────────────────────────────────────────────────────────────────────────────────────

/** From what triggered it to the first step. */
function entered(plan: CampaignPlan, kept: KeptJourney, facts: Facts, nowMs: number): KeptJourney {
  if (plan.audience !== undefined && !facts.isIn(plan.audience)) return over(kept, 'not in the audience', nowMs).kept;
  const state = triggerState(plan, kept.journey, facts, nowMs);
  if (state === 'holds') {
    const began = withJourney(seen(kept), { status: 'under-way' as const, enteredAtMs: nowMs });
    return moved(counted(began, 'entered'), plan.steps[0]?.stepId, nowMs);
  }
  if ('because' in state) return over(kept, state.because, nowMs).kept;
  return withJourney(seen(kept), { waitsUntilMs: state.waitsUntilMs });
}

/** Counted as triggered when it is looked at for the first time. */
const seen = (kept: KeptJourney): KeptJourney =>
  kept.journey.status === 'new' && kept.journey.waitsUntilMs === undefined ? counted(kept, 'triggered') : kept;

function exitOf(plan: CampaignPlan, journey: Journey, facts: Facts): string | undefined {
  for (const exit of plan.exits) {
    if (exit === 'bought' && hasBought(journey, facts)) return 'bought';
    if (exit === 'cart-emptied' && cartOf(facts.interactions).length === 0) return 'cart emptied';
    if (exit === 'left-audience' && plan.audience !== undefined && !facts.isIn(plan.audience))
      return 'left the audience';
  }
  return undefined;
}

const hasBought = ({ triggeredAtMs }: Journey, { interactions }: Facts): boolean =>
  interactions.some(({ kind, atMs }) => kind === 'purchase' && atMs > triggeredAtMs);

/** Until when a step waits; of steps that do not wait, now. */
function waitOf(step: Step, { timeZone }: Facts, nowMs: number): number {
  if ('wait' in step) return nowMs + durationMs(step.wait);
  return 'waitUntil' in step ? nextTimeOfDay(timeZone, step.waitUntil, nowMs) : nowMs;
}

function follow(plan: CampaignPlan, kept: KeptJourney, step: Step, facts: Facts, nowMs: number): KeptJourney {
  if ('decide' in step) {
    const { if: condition, yes, no } = step.decide;
    return moved(kept, isSo(condition, kept.journey, facts) ? yes : no, nowMs);
  }
  if ('split' in step) {
    const { variant, to } = variantOf(step, facts);
    return moved(counted(withJourney(kept, { variant }), 'entered', [variant]), to, nowMs);
  }
  if ('arms' in step) {
    const { arm, to, probability } = drawnArm(step, facts);
    const drawn = [...(kept.journey.drawn ?? []), { stepId: step.stepId, arm, probability }];
    return moved(counted(withJourney(kept, { variant: arm, drawn }), 'entered', [arm]), to, nowMs);
  }
  if ('experiment' in step) return metExperiment(kept, step, facts, nowMs);
  return moved(kept, stepAfter(plan, step), nowMs);
}

function metExperiment(kept: KeptJourney, { experiment }: ExperimentStep, facts: Facts, nowMs: number): KeptJourney {
  const { experimentId, variants, else: others } = experiment;
  const own = facts.variantIn(experimentId);
  const way = variants.find(({ variant }) => variant === own);
  if (way === undefined) return moved(kept, others, nowMs);
  const { variant, to } = way;
  const met = withMet(kept, { atMs: nowMs, variants: { [experimentId]: variant } });
  return moved(counted(withJourney(met, { variant }), 'entered', [variant]), to, nowMs);
}

function isSo(condition: Condition, journey: Journey, facts: Facts): boolean {
  if (condition.segment !== undefined) return facts.isIn(condition.segment);
  if (condition.opened !== undefined) return facts.hasOpened(condition.opened);
  return hasBought(journey, facts);
}

/** Without what is of the step that it was at. */
function withoutStep(journey: Journey): Journey {
  const { waitsUntilMs: _, heldBecause: __, reachedAtMs: ___, offeredAtMs: ____, ...others } = journey;
  return others;
}

/** At another step; with none left, ended. */
function moved(kept: KeptJourney, to: string | undefined, nowMs: number): KeptJourney {
  if (to === undefined || to === END) return over(kept, 'all steps done', nowMs).kept;
  const journey = withoutStep(kept.journey);
  return { ...kept, journey: { ...journey, stepId: to } };
}

function reached(kept: KeptJourney, { message }: MessageStep, nowMs: number): KeptJourney {
  const { reachedAtMs = nowMs, offeredAtMs = nowMs } = kept.journey;
  return withJourney(kept, { reachedAtMs, ...(message.offer !== undefined && { offeredAtMs }) });
}

const withJourney = (kept: KeptJourney, change: Partial<Journey>): KeptJourney => ({
  ...kept,
  journey: { ...kept.journey, ...change },
});

/** @param under - variants to count under; those of the journey, and all of them together, unless told. */
function counted(kept: KeptJourney, what: string, under = ['', ...variantsOf(kept.journey)]): KeptJourney {
  const names = under.map((variant) => `${variant}/${what}`);
  const more = names.map((name) => [name, (kept.tally[name] ?? 0) + 1] as const);
  return { ...kept, tally: { ...kept.tally, ...Object.fromEntries(more) } };
}

const variantsOf = ({ variant }: Journey): readonly string[] => (variant === undefined ? [] : [variant]);
