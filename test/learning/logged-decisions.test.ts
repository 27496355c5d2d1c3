/**
 * Planted truth: a storefront that draws slates by a known policy, and shoppers who click by place and item with known
 * probabilities. Joined by the night, the log must give back what another policy would have earned.
 */
import { describe, expect, it } from 'vitest';
import { decisionObserver } from '../../functions/nightly/decisions/decision-observer.ts';
import type { Candidate } from '../../shared/decisioning/candidates.ts';
import { drawnSlots, type Lot } from '../../shared/decisioning/drawn-slots.ts';
import { lotOf } from '../../shared/decisioning/lot-of.ts';
import type { Event } from '../../shared/domain/event.ts';
import type { LoggedDecision } from '../../shared/domain/logged-decision.ts';
import type { PlackettLuce } from '../../shared/domain/placement-policy.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { anEvent } from '../support/events.ts';
import { silentLog } from '../support/system-ports.ts';

const ITEMS = ['a', 'b', 'c', 'd'];
/** What the model believes, which is not what shoppers want. */
const SCORES = [1.2, 0.8, 0.3, 0];
const WANTED = [0.1, 0.5, 0.2, 0.6];
const LOOKED_AT = [0.9, 0.4];
const LOGGING: PlackettLuce = { kind: 'plackett-luce', temperature: 1, pool: 4, floor: 0.05 };
/** What is to be judged: by what shoppers want, nearly always. */
const TARGET = { scores: WANTED.map((wanted) => 10 * wanted), temperature: 1, floor: 0.01 };
const DECISIONS = 20_000;
const START_MS = Date.UTC(2026, 10, 1);

const candidates = (scores: readonly number[]): readonly Candidate[] =>
  scores
    .map((score, row) => ({ row, score, reason: { code: 'popular', text: '' } as const }))
    .sort((a, b) => b.score - a.score);
const drawn = (scores: readonly number[], lot: Lot) =>
  drawnSlots(candidates(scores), LOOKED_AT.length, { ...lot, diversity: 0, describedAt: () => ({ categories: [] }) });

/** Probability of the target, given what stands before. */
function targetChance(itemId: string, before: readonly string[]): number {
  const left = ITEMS.flatMap((id, i) => (before.includes(id) ? [] : [{ id, weight: Math.exp(TARGET.scores[i]!) }]));
  const sum = left.reduce((total, { weight }) => total + weight, 0);
  const weight = left.find(({ id }) => id === itemId)!.weight;
  return TARGET.floor + (1 - left.length * TARGET.floor) * (weight / sum);
}

/** Clicks a slate that the target earns: all slates, each with its probability. */
const TRUTH = ITEMS.flatMap((first, i) =>
  ITEMS.flatMap((second, j) => {
    if (i === j) return [];
    const chance = targetChance(first, []) * targetChance(second, [first]);
    return [chance * (LOOKED_AT[0]! * WANTED[i]! + LOOKED_AT[1]! * WANTED[j]!)];
  }),
).reduce((sum, part) => sum + part, 0);

async function loggedOf(days: number): Promise<readonly LoggedDecision[]> {
  const random = seededRandom(7);
  const logged: LoggedDecision[] = [];
  const night = decisionObserver({
    ...{ records: { get: async () => new Map() }, regime: 'opt-out', log: silentLog, rewardWindowHours: 24 },
    watchers: [{ see: ({ decisions }) => void logged.push(...decisions) }],
  });
  await night.start?.({ snapshotId: 's', takenAtMs: START_MS + days * 86_400_000 });
  for (let person = 0; person < DECISIONS / 10; person++) {
    const partition = `U#${person}`;
    const decisions = [];
    const events: Event[] = [];
    for (let visit = 0; visit < 10; visit++) {
      const decisionId = `${person}-${visit}`;
      const atMs = START_MS + visit * 60_000;
      const slots = drawn(SCORES, lotOf(LOGGING, decisionId));
      const itemIds = slots.map(({ row }) => ITEMS[row]!);
      const probabilities = slots.map(({ probability }) => probability!);
      decisions.push({
        decisionId,
        decidedAt: isoOf(atMs),
        placement: 'home',
        itemIds,
        probabilities,
        policy: 'plackett-luce',
      });
      slots.forEach(({ row }, at) => {
        if (random() >= LOOKED_AT[at]! * WANTED[row]!) return;
        const properties = { product_id: ITEMS[row]!, decision_id: decisionId, position: at + 1 };
        const named = { name: 'Product Clicked', userId: String(person), messageId: `${decisionId} ${at}` };
        events.push(anEvent({ ...named, properties, atMs: atMs + 1000, clientAtMs: atMs + 1000 }));
      });
    }
    await night.seeDecided?.({ partition, owner: partition, decisions, events });
    if (events.length > 0) await night.see({ partition, owner: partition, events });
  }
  await night.finish?.();
  return logged;
}

describe('a log of drawn slates, joined with clicks', () => {
  it('gives back what another policy would have earned, which the mean of the log does not', async () => {
    const logged = await loggedOf(3);
    expect(logged).toHaveLength(DECISIONS);
    const weighed = logged.map(({ choices, isClosed }) => {
      expect(isClosed).toBe(true);
      let weight = 1;
      choices.forEach(({ id, propensity }, at) => {
        weight *=
          targetChance(
            id,
            choices.slice(0, at).map((before) => before.id),
          ) / propensity;
      });
      return { weight, clicks: choices.filter(({ isClicked }) => isClicked).length };
    });
    const mean = (of: (one: (typeof weighed)[number]) => number) =>
      weighed.reduce((sum, one) => sum + of(one), 0) / weighed.length;
    const deviation = (of: (one: (typeof weighed)[number]) => number, at: number) =>
      Math.sqrt(mean((one) => (of(one) - at) ** 2) / weighed.length);

    const ips = mean(({ weight, clicks }) => weight * clicks);
    const ipsError = deviation(({ weight, clicks }) => weight * clicks, ips);
    const weights = mean(({ weight }) => weight);
    const snips = ips / weights;
    const snipsError = deviation(({ weight, clicks }) => (weight * (clicks - snips)) / weights, 0);
    const naive = mean(({ clicks }) => clicks);

    expect(Math.abs(ips - TRUTH)).toBeLessThan(3 * ipsError);
    expect(Math.abs(snips - TRUTH)).toBeLessThan(3 * snipsError);
    expect(Math.abs(weights - 1)).toBeLessThan(3 * deviation(({ weight }) => weight, weights));
    expect(Math.abs(naive - TRUTH)).toBeGreaterThan(10 * ipsError);
  });
});
