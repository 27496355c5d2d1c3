import { describe, expect, it } from 'vitest';
import { fittedPolicy } from '../../functions/nightly/policies/fitted-policy.ts';
import type { LearntDecision } from '../../functions/nightly/policies/learnt-decision.ts';
import { actionFeatures } from '../../shared/decisioning/actions/action-features.ts';
import { chooseAction, drawOf } from '../../shared/decisioning/actions/choose-action.ts';
import type { DecisionPoint } from '../../shared/domain/decision-point.ts';
import { isoOf, utcDay } from '../../shared/domain/time.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { actionChances } from '../../shared/model/action-chances.ts';
import { type AskablePolicy, askablePolicy } from '../../shared/model/action-policy.ts';
import { aPoint } from '../support/memory-actions.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-10-01T00:00:00Z');

interface Person {
  readonly basket: number;
  readonly device: 'mobile' | 'desktop';
  readonly hour: number;
}

/** What an action earns of somebody, and which day it is. */
type Truth = (actionId: string, person: Person, day: number) => number;

interface Shop {
  readonly point: DecisionPoint;
  readonly truth: Truth;
  readonly days: number;
  readonly perDay: number;
}

/** Chooses by what is believed, without thinking of what is not known: the best by its mean, and one in ten by lot. */
const EPSILON = 0.1;

/** A shop that learns each night from the day before. @returns what was lost a decision, against whoever knows the truth. */
function lived({ point, truth, days, perDay }: Shop, by: 'thompson' | 'epsilon-greedy', seed: number): number {
  const random = seededRandom(seed);
  const log: LearntDecision[] = [];
  let policy: AskablePolicy | undefined;
  let lost = 0;
  for (let day = 0; day < days; day++) {
    const nowMs = START_MS + day * DAY_MS;
    for (let i = 0; i < perDay; i++) {
      const person: Person = {
        basket: Math.floor(random() * 200),
        device: random() < 0.5 ? 'mobile' : 'desktop',
        hour: Math.floor(random() * 24),
      };
      const features = actionFeatures(point, { ...person, numbers: { basket: person.basket }, segmentIds: new Set() });
      const decisionId = `${seed}-${by}-${day}-${i}`;
      const rule = { ...point, rewardKind: point.reward.kind };
      const question = { point: rule, eligible: point.actions, features, policy, since: new Map() };
      const chosen = by === 'thompson' ? chooseAction(question, drawOf(decisionId)) : greedily(question, random);
      const worth = (actionId: string): number => {
        const { costMinor, valueMinor = 0 } = point.actions.find((action) => action.actionId === actionId)!;
        return truth(actionId, person, day) * valueMinor - costMinor;
      };
      lost += Math.max(...point.actions.map(({ actionId }) => worth(actionId))) - worth(chosen.actionId);
      log.push({
        decisionId,
        decidedAtMs: nowMs + i,
        actionId: chosen.actionId,
        propensity: chosen.probability,
        features,
        reward: random() < truth(chosen.actionId, person, day) ? 1 : 0,
      });
    }
    const takenAtMs = nowMs + DAY_MS;
    policy = askablePolicy(
      fittedPolicy(point, log, { takenAtMs, fromDay: utcDay(takenAtMs + DAY_MS) }),
      isoOf(takenAtMs),
    );
  }
  return lost / (days * perDay);
}

function greedily(question: Parameters<typeof actionChances>[0], random: () => number) {
  const { beliefs } = actionChances(question);
  const worth = beliefs.map(
    (belief, i) => (belief?.mean ?? 0) * (question.eligible[i]!.valueMinor ?? 0) - question.eligible[i]!.costMinor,
  );
  const best = worth.indexOf(Math.max(...worth));
  const isLot = beliefs[0] === undefined || random() < EPSILON;
  const at = isLot ? Math.floor(random() * question.eligible.length) : best;
  return { actionId: question.eligible[at]!.actionId, probability: 1 };
}

const meanLost = (shop: Shop, by: Parameters<typeof lived>[1], seeds: readonly number[]): number =>
  seeds.reduce((sum, seed) => sum + lived(shop, by, seed), 0) / seeds.length;

const SEEDS = [1, 2];
const STEADY: Truth = (actionId, { basket, device }) =>
  ({ nothing: 0.2, remind: 0.1 + 0.003 * basket, call: device === 'desktop' ? 0.6 : 0.25 })[actionId] ?? 0;
/** From one day to the next calling annoys, and reminding helps those with empty baskets. */
const CHANGING: Truth = (actionId, person, day) =>
  day < 8
    ? STEADY(actionId, person, day)
    : ({ nothing: 0.3, remind: 0.65 - 0.003 * person.basket, call: 0.05 }[actionId] ?? 0);
const learning = (fields: object) =>
  aPoint({ features: ['context.basket', 'context.device'], floor: 0.02, halfLifeDays: 6, ...fields });

describe('what is lost while it learns', () => {
  const shop = (truth: Truth, fields: object): Shop => ({ point: learning(fields), truth, days: 16, perDay: 60 });

  it.each([
    ['linear-thompson', 'a steady world', STEADY],
    ['linear-thompson', 'a world that changes', CHANGING],
    ['tree-thompson', 'a steady world', STEADY],
    ['tree-thompson', 'a world that changes', CHANGING],
  ])('by %s in %s is less than by ε-greedy with the same beliefs', (policy, _, truth) => {
    const drawn = meanLost(shop(truth, { policy }), 'thompson', SEEDS);
    const greedy = meanLost(shop(truth, { policy }), 'epsilon-greedy', SEEDS);
    expect(drawn).toBeLessThan(greedy);
  });
});

describe('the hour that something is sent at', () => {
  const HOURS = [9, 13, 18, 21];
  const point = aPoint({
    currency: undefined,
    actions: HOURS.map((hour) => ({ actionId: `at-${hour}`, words: `at ${hour}` })),
    features: ['context.usualHour'],
    policy: 'tree-thompson',
    floor: 0.05,
    defaultAction: 'at-9',
  });
  /** People open what comes about when they are used to come. */
  const opens = (actionId: string, usualHour: number): number =>
    0.1 + 0.5 * Math.exp(-(((Number(actionId.slice(3)) - usualHour) / 3) ** 2));

  it('beats any fixed hour where people have habits', () => {
    const random = seededRandom(8);
    const log: LearntDecision[] = [];
    let policy: AskablePolicy | undefined;
    let [opened, sent] = [0, 0];
    const fixed = HOURS.map(() => 0);
    for (let day = 0; day < 25; day++) {
      for (let i = 0; i < 80; i++) {
        const usualHour = HOURS[Math.floor(random() * 4)]! + Math.floor(random() * 3) - 1;
        const features = actionFeatures(point, { numbers: { usualHour }, segmentIds: new Set() });
        const rule = { ...point, rewardKind: point.reward.kind };
        const question = { point: rule, eligible: point.actions, features, policy, since: new Map() };
        const { actionId, probability } = chooseAction(question, drawOf(`${day}-${i}`));
        const chance = opens(actionId, usualHour);
        if (day >= 10) {
          sent++;
          opened += chance;
          HOURS.forEach((hour, at) => {
            fixed[at]! += opens(`at-${hour}`, usualHour);
          });
        }
        const decided = { decisionId: `${day}-${i}`, decidedAtMs: START_MS + day * DAY_MS + i, actionId, features };
        log.push({ ...decided, propensity: probability, reward: random() < chance ? 1 : 0 });
      }
      const takenAtMs = START_MS + (day + 1) * DAY_MS;
      policy = askablePolicy(fittedPolicy(point, log, { takenAtMs, fromDay: '' }), `night ${day}`);
    }
    expect(opened / sent).toBeGreaterThan(1.5 * (Math.max(...fixed) / sent));
  });
});
