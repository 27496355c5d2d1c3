import { PLACEMENTS } from '../../../shared/domain/decision.ts';
import { RANKING } from '../../../shared/domain/decision-record.ts';
import type { DecisionSignal } from '../../../shared/domain/decision-signal.ts';
import type { LoggedChoice, LoggedDecision } from '../../../shared/domain/logged-decision.ts';
import type { DecisionLine } from '../../../shared/ports/decisions.ts';
import { type Purchase, refundPurchases } from './refund-purchases.ts';

export interface JoinWindow {
  /** How long after a decision something may come of it. */
  readonly rewardWindowMs: number;
  /** Up to when events are known. */
  readonly takenAtMs: number;
}

type Draft = { -readonly [Name in keyof LoggedChoice]: LoggedChoice[Name] } & {
  readonly decidedAtMs: number;
  clickedAtMs?: number;
};

interface Open {
  readonly line: DecisionLine;
  readonly decidedAtMs: number;
  readonly choices: readonly Draft[];
  readonly choiceOf: ReadonlyMap<string, Draft>;
  isImpressed: boolean;
  reward?: { readonly atMs: number; readonly value: number };
}

/** Clocks differ: what is told to come a little before its decision came of it. */
const SKEW_MS = 60_000;

/**
 * A person's decisions with what came of them within the reward window. Each outcome counts for one decision at most:
 * the one that it names, if that showed the item; of a purchase that names none, the decision by which the item was last
 * clicked, else the last that showed it and is not known not to have been seen. An order that is told twice, by the page
 * and by the shop's server, counts once, the telling that names a decision first. What is given back within the window is taken
 * off what was paid. O(signals × decisions of an item).
 *
 * @param lines - in any order, the same one perhaps twice; those without probabilities are of before and are left out.
 * @param signals - of the same person, in any order, none twice.
 * @returns oldest first.
 */
export function joinDecisions(
  lines: readonly DecisionLine[],
  signals: readonly DecisionSignal[],
  { rewardWindowMs, takenAtMs }: JoinWindow,
): readonly LoggedDecision[] {
  const byId = new Map(lines.flatMap((line) => (line.probabilities ? [[line.decisionId, opened(line)] as const] : [])));
  const decisions = [...byId.values()].sort(oldestFirst);
  const reaches = ({ decidedAtMs }: Open, atMs: number) =>
    atMs >= decidedAtMs - SKEW_MS && atMs <= decidedAtMs + rewardWindowMs;
  const purchases: Purchase[] = [];
  const buy = (choice: Draft | undefined, bought: DecisionSignal): void => {
    if (choice === undefined || !addBought(choice, bought)) return;
    const untilMs = choice.decidedAtMs + rewardWindowMs;
    purchases.push({ bought, untilMs, choice, leftMinor: bought.revenueMinor ?? 0 });
  };
  const ordered = inOrder(signals);
  const orderMinor = orderSums(ordered);
  for (const signal of ordered) {
    if (signal.kind === 'refunded') {
      refundPurchases(purchases, signal, orderMinor);
      continue;
    }
    const named = byId.get(signal.decisionId ?? '');
    const isHere = named !== undefined && reaches(named, signal.atMs);
    if (isHere && take(named, signal, buy)) continue;
    if (signal.kind === 'bought') buy(lastTouch(decisions, signal, reaches), signal);
  }
  return decisions.map((open) => logged(open, takenAtMs >= open.decidedAtMs + rewardWindowMs));
}

function opened(line: DecisionLine): Open {
  const decidedAtMs = Date.parse(line.decidedAt);
  const choices = line.itemIds.map(
    (id, at): Draft => ({
      id,
      position: at + 1,
      propensity: line.probabilities?.[at] ?? 1,
      isClicked: false,
      isCarted: false,
      units: 0,
      revenueMinor: 0,
      decidedAtMs,
    }),
  );
  const choiceOf = new Map(choices.map((choice) => [choice.id, choice]));
  return { line, decidedAtMs, choices, choiceOf, isImpressed: false };
}

const oldestFirst = (a: Open, b: Open): number =>
  a.decidedAtMs - b.decidedAtMs || (a.line.decisionId < b.line.decisionId ? -1 : 1);

/** By time; of an order that was told several times one telling. */
function inOrder(signals: readonly DecisionSignal[]): readonly DecisionSignal[] {
  const tellingOf = new Map<string, DecisionSignal>();
  for (const signal of signals) {
    if (signal.orderId === undefined || signal.kind !== 'bought') continue;
    const before = tellingOf.get(signal.orderId);
    const isNamed = signal.decisionId !== undefined;
    const isBetter = before === undefined || (isNamed && before.decisionId === undefined);
    const isEarlier =
      before !== undefined && isNamed === (before.decisionId !== undefined) && signal.atMs < before.atMs;
    if (isBetter || isEarlier) tellingOf.set(signal.orderId, signal);
  }
  const counts = ({ orderId, messageId, kind }: DecisionSignal) =>
    orderId === undefined || kind !== 'bought' || tellingOf.get(orderId)?.messageId === messageId;
  return signals.filter(counts).sort((a, b) => a.atMs - b.atMs);
}

/** What all items of an order came to, those that no decision showed too; by its id, and nothing of orders without one. */
function orderSums(signals: readonly DecisionSignal[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { kind, orderId, revenueMinor = 0 } of signals)
    if (kind === 'bought' && orderId !== undefined) sums.set(orderId, (sums.get(orderId) ?? 0) + revenueMinor);
  return sums;
}

/** @returns false where it is of an item that the decision did not show. */
function take(open: Open, signal: DecisionSignal, buy: (choice: Draft, bought: DecisionSignal) => void): boolean {
  if (signal.kind === 'rewarded') {
    if (signal.value !== undefined && signal.atMs >= (open.reward?.atMs ?? 0))
      open.reward = { atMs: signal.atMs, value: signal.value };
    return true;
  }
  const only = open.choices.length === 1 ? open.choices[0] : undefined;
  const choice = signal.itemId === undefined ? only : open.choiceOf.get(signal.itemId);
  if (signal.kind === 'seen') {
    open.isImpressed = true;
    const seen = signal.itemId === undefined ? open.choices : [choice].flatMap((one) => one ?? []);
    for (const one of seen) one.isSeen = true;
    return true;
  }
  if (choice === undefined) return false;
  if (signal.kind === 'bought') buy(choice, signal);
  else if (signal.kind === 'carted') choice.isCarted = true;
  else {
    choice.isClicked = true;
    choice.clickedAtMs = signal.atMs;
  }
  return true;
}

/** The choice of the decision that an item was last clicked in, else last shown in. */
function lastTouch(
  decisions: readonly Open[],
  { itemId = '', atMs }: DecisionSignal,
  reaches: (open: Open, atMs: number) => boolean,
): Draft | undefined {
  let [clicked, shown]: (Draft | undefined)[] = [];
  for (const open of decisions) {
    const choice = open.choiceOf.get(itemId);
    if (choice === undefined || !reaches(open, atMs)) continue;
    if (!open.isImpressed || choice.isSeen) shown = choice;
    if (choice.clickedAtMs !== undefined && choice.clickedAtMs >= (clicked?.clickedAtMs ?? 0)) clicked = choice;
  }
  return clicked ?? shown;
}

/** @returns whether it is known what was paid. */
function addBought(choice: Draft, { units = 1, revenueMinor = 0, currency }: DecisionSignal): boolean {
  choice.units += units;
  if (currency === undefined || (choice.currency !== undefined && choice.currency !== currency)) return false; // never summed over currencies
  choice.currency = currency;
  choice.revenueMinor += revenueMinor;
  return true;
}

const SLATES: readonly string[] = [...PLACEMENTS, RANKING];

function logged({ line, decidedAtMs, choices, isImpressed, reward }: Open, isClosed: boolean): LoggedDecision {
  const { decisionId, placement, policy = 'best', variants = {}, features } = line;
  return {
    decisionId,
    decidedAtMs,
    point: placement,
    kind: SLATES.includes(placement) ? 'slate' : 'action',
    policy,
    variants,
    choices: choices.map((choice) => loggedChoice(choice, isImpressed)),
    ...(features && { features }),
    ...(reward && { reward: reward.value }),
    isClosed,
  };
}

/** Field by field: there are ten of them a decision, and to spread one takes longer than to join it. */
function loggedChoice(choice: Draft, isImpressed: boolean): LoggedChoice {
  const { id, position, propensity, isClicked, isCarted, units, revenueMinor, currency } = choice;
  const logged: { -readonly [Name in keyof LoggedChoice]: LoggedChoice[Name] } = {
    id,
    position,
    propensity,
    isClicked,
    isCarted,
    units,
    revenueMinor,
  };
  if (isImpressed) logged.isSeen = choice.isSeen === true || isClicked;
  if (currency !== undefined) logged.currency = currency;
  return logged;
}
