import type { ModelledRewards } from '../../shared/evaluation/off-policy/estimators.ts';
import type { ModelledSlates } from '../../shared/evaluation/off-policy/slates.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

const ACTIONS = 5;
const CONTEXTS = 4;
const POSITIONS = 3;

function drawn(probabilities: readonly number[], random: () => number): number {
  let rest = random();
  for (const [action, probability] of probabilities.entries()) {
    rest -= probability;
    if (rest < 0) return action;
  }
  return probabilities.findLastIndex((probability) => probability > 0); // what rounding left
}

function softmax(scores: readonly number[]): readonly number[] {
  const powers = scores.map(Math.exp);
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** A log with contexts, drawn by a policy other than the asked one, a model that is somewhat wrong, and the true value. */
export function simulatedLog(seed: number, n: number): { readonly log: ModelledRewards; readonly truth: number } {
  const random = seededRandom(seed);
  const normal = () => drawNormal(random);
  const table = <T>(of: (context: number) => T) => Array.from({ length: CONTEXTS }, (_, context) => of(context));
  const rates = table(() => Array.from({ length: ACTIONS }, () => 0.05 + 0.4 * random()));
  const logging = table(() => softmax(Array.from({ length: ACTIONS }, () => 0.5 * normal())));
  const asked = table(() => softmax(Array.from({ length: ACTIONS }, () => 0.8 * normal())));
  const model = rates.map((of) => of.map((rate) => rate + 0.1 * normal()));
  const mean = (context: number, of: readonly (readonly number[])[]) =>
    asked[context]!.reduce((sum, p, action) => sum + p * of[context]![action]!, 0);
  const rows = Array.from({ length: n }, () => {
    const context = Math.floor(random() * CONTEXTS);
    const action = drawn(logging[context]!, random);
    return { context, action, reward: random() < rates[context]![action]! ? 1 : 0 };
  });
  return {
    truth: table((context) => mean(context, rates)).reduce((sum, value) => sum + value / CONTEXTS, 0),
    log: {
      rewards: Float64Array.from(rows, ({ reward }) => reward),
      logged: Float64Array.from(rows, ({ context, action }) => logging[context]![action]!),
      asked: Float64Array.from(rows, ({ context, action }) => asked[context]![action]!),
      foreseen: Float64Array.from(rows, ({ context, action }) => model[context]![action]!),
      foreseenAsked: Float64Array.from(rows, ({ context }) => mean(context, model)),
    },
  };
}

/** Slates without repetition, read downwards: a reward is less likely after one above it. */
export function simulatedSlates(seed: number, n: number): { readonly slates: ModelledSlates; readonly truth: number } {
  const random = seededRandom(seed);
  const rates = Array.from({ length: ACTIONS }, () => 0.1 + 0.4 * random());
  const [logging, asked] = [0.3, 0.6].map((spread) =>
    Array.from({ length: ACTIONS }, () => spread * drawNormal(random)),
  );
  const conditional = (scores: readonly number[], shown: readonly number[]) =>
    softmax(scores.map((score, action) => (shown.includes(action) ? Number.NEGATIVE_INFINITY : score)));
  /** Of a position, given what stands above it. */
  const rate = (shown: readonly number[], action: number) =>
    rates[action]! * shown.reduce((left, above) => left * (1 - 0.5 * rates[above]!), 1);
  const columns = { rewards: [], logged: [], asked: [], foreseen: [], foreseenAsked: [] } as Record<
    keyof Omit<ModelledSlates, 'positions'>,
    number[]
  >;
  for (let slate = 0; slate < n; slate++) {
    const shown: number[] = [];
    for (let position = 0; position < POSITIONS; position++) {
      const [old, next] = [conditional(logging!, shown), conditional(asked!, shown)];
      const action = drawn(old, random);
      const left = POSITIONS - position;
      columns.rewards.push(random() < rate(shown, action) ? 1 : 0);
      columns.logged.push(old[action]!);
      columns.asked.push(next[action]!);
      columns.foreseen.push(left * rates[action]!); // somewhat wrong
      columns.foreseenAsked.push(left * next.reduce((sum, p, other) => sum + p * rates[other]!, 0));
      shown.push(action);
    }
  }
  const worth = (shown: readonly number[]): number => {
    if (shown.length === POSITIONS) return 0;
    return conditional(asked!, shown).reduce(
      (sum, p, action) => (p === 0 ? sum : sum + p * (rate(shown, action) + worth([...shown, action]))),
      0,
    );
  };
  const as = (name: keyof typeof columns) => Float64Array.from(columns[name]);
  return {
    truth: worth([]),
    slates: {
      positions: POSITIONS,
      rewards: as('rewards'),
      logged: as('logged'),
      asked: as('asked'),
      foreseen: as('foreseen'),
      foreseenAsked: as('foreseenAsked'),
    },
  };
}
