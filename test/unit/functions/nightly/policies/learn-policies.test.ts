import { describe, expect, it } from 'vitest';
import { learnPolicies } from '../../../../../functions/nightly/policies/learn-policies.ts';
import { memoryModelCards } from '../../../../../shared/adapters/memory/model-cards.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import type { DecisionPoint } from '../../../../../shared/domain/decision-point.ts';
import type { LoggedDecision } from '../../../../../shared/domain/logged-decision.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { readPolicy } from '../../../../../shared/model/read-policy.ts';
import { aPoint, memoryDocuments, NOW_MS } from '../../../../support/memory-actions.ts';
import { noRates } from '../../../../support/night-money.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const point = (fields: object = {}): DecisionPoint =>
  aPoint({ features: ['context.basket'], policy: 'linear-thompson', reward: { windowHours: 48 }, ...fields });

interface Known {
  readonly owner: string;
  readonly decisions: readonly LoggedDecision[];
  readonly mayLearn?: boolean;
  readonly isBot?: boolean;
}

/** Reminding helps those with full baskets. */
function person(number: number, fields: Partial<LoggedDecision> = {}): Known {
  const random = seededRandom(number);
  const decisions = Array.from({ length: 4 }, (_, i): LoggedDecision => {
    const actionId = ['nothing', 'remind', 'call'][Math.floor(random() * 3)]!;
    const basket = random();
    const chance = actionId === 'remind' ? 0.1 + 0.6 * basket : 0.3;
    return {
      decisionId: `d${number}-${i}`,
      decidedAtMs: NOW_MS - (3 + random() * 20) * DAY_MS,
      point: 'cart-help',
      kind: 'action',
      policy: 'uniform',
      variants: {},
      choices: [
        { id: actionId, position: 1, propensity: 1 / 3, isClicked: false, isCarted: false, units: 0, revenueMinor: 0 },
      ],
      features: [basket, 1],
      reward: random() < chance ? 1 : 0,
      isClosed: true,
      ...fields,
    };
  });
  return { owner: `U#u${number}`, decisions };
}

async function night(points: readonly DecisionPoint[], people: readonly Known[], models = storeOfPolicies()) {
  const cards = memoryModelCards();
  const watcher = learnPolicies({
    points: memoryDocuments(...points.map((one) => [one.pointId, one] as const)),
    policies: models,
    ...{ offers: memoryDocuments(), budgets: memoryDocuments(), book: { read: async () => undefined } },
    ledger: { open: async () => [] },
    cards,
    hash: sha256Hash,
    log: silentLog,
    rewardWindowHours: 72,
    inOneCurrency: noRates,
  });
  await watcher.start?.({ snapshotId: 's', takenAtMs: NOW_MS });
  for (const one of people) await watcher.see({ mayLearn: true, isBot: false, ...one });
  await watcher.finish?.();
  const pointer = await models.served('cart-help');
  const version = pointer?.version ?? '';
  const policy = pointer && (await readPolicy((file) => models.read('cart-help', version, file), sha256Hash, version));
  return { policy, version, card: (await cards.newest()).find(({ name }) => name === 'point-cart-help'), models };
}

function storeOfPolicies() {
  const models = memoryModels();
  const removed: string[] = [];
  const names = new Set<string>();
  return {
    ...models,
    async put(name: string, version: string, files: ReadonlyMap<string, Uint8Array>) {
      names.add(name);
      await models.put(name, version, files);
    },
    names: async () => [...names],
    async removeAllBut(name: string, version: string) {
      removed.push(`${name} ${version}`);
      return 0;
    },
    removed,
  };
}

const people = Array.from({ length: 300 }, (_, i) => person(i));

describe('what a night learns of decision points', () => {
  it('is what decisions earned, by what they went by', async () => {
    const { policy } = await night([point()], people);
    const at = (basket: number) => policy!.beliefs([basket, 1], new Map());
    expect(at(0.9).get('remind')!.mean).toBeGreaterThan(at(0.9).get('nothing')!.mean + 0.15);
    expect(at(0.1).get('remind')!.mean).toBeLessThan(at(0.1).get('nothing')!.mean);
    expect(policy!.policy).toMatchObject({ decisions: 1200, fromDay: '2026-11-28' });
  });

  it('is the same whatever order people come in, and the same as if who was erased had never been', async () => {
    for (const policy of ['linear-thompson', 'tree-thompson', 'counts'] as const) {
      const asIs = await night([point({ policy })], people.slice(1));
      const turned = await night([point({ policy })], people.slice(1).toReversed());
      expect(turned.version).toBe(asIs.version);
      const before = await night([point({ policy })], people);
      expect(before.version).not.toBe(asIs.version);
      expect((await night([point({ policy })], people.slice(1), before.models)).version).toBe(asIs.version);
      expect(before.models.removed.at(-1)).toBe(`cart-help ${asIs.version}`);
    }
  });

  it('leaves nothing of who was the only one, nor of points that are gone', async () => {
    const before = await night([point()], people.slice(0, 1));
    const after = await night([point()], [], before.models);
    expect(after.policy?.policy.decisions).toBe(0);
    await night([], people, before.models);
    expect(before.models.removed.at(-1)).toBe('cart-help ');
  });

  it('is not learnt from who does not allow it, bots, or decisions that are not over', async () => {
    const { policy } = await night(
      [point()],
      [
        { ...person(1), mayLearn: false },
        { ...person(2), isBot: true },
        person(3, { isClosed: false }),
        person(4, { kind: 'slate' }),
        person(5, { point: 'elsewhere' }),
      ],
    );
    expect(policy?.policy.decisions).toBe(0);
  });

  it.each<[string, Partial<LoggedDecision>, object]>([
    ['probability not known', { choices: [{ ...person(1).decisions[0]!.choices[0]!, propensity: Number.NaN }] }, {}],
    ['probability not known', { policy: 'redrawn' }, {}],
    ['no such action any more', { choices: [{ ...person(1).decisions[0]!.choices[0]!, id: 'sing' }] }, {}],
    ['other features than the point goes by now', { features: [1] }, {}],
    ['not activated', {}, { reward: { windowHours: 48, wantsActivation: true } }],
  ])('is not learnt from decisions: %s, and the card says how many', async (reason, fields, ofPoint) => {
    const { policy, card } = await night([point(ofPoint)], [person(1, fields), person(2, fields)]);
    expect(policy?.policy.decisions).toBe(0);
    expect(card?.limits.join()).toContain(`8 ${reason}`);
  });

  it('is judged on decisions that it was not learnt from, and beats drawing alike', async () => {
    const { card } = await night([point({ floor: 0 })], people);
    const learnt = card!.evaluation.metrics['reward a decision']!;
    expect(learnt).toBeGreaterThan(card!.evaluation.baselines['all actions alike']!['reward a decision']!);
    expect((await night([point()], people.slice(0, 10))).card!.evaluation.metrics['reward a decision']).toBeUndefined();
  });

  it('of counts leaves out the days that are counted live', async () => {
    const late = person(1, { decidedAtMs: NOW_MS - 2 * DAY_MS });
    const { policy } = await night([point({ policy: 'counts' })], [late, person(2)]);
    const pulls = policy!.policy.counts!.reduce((sum, count) => sum + count.pulls, 0);
    expect(pulls).toBeGreaterThan(1);
    expect(pulls).toBeLessThanOrEqual(4);
  });
});
