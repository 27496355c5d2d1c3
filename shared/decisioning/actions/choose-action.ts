import type { ExpectedReward, RankedAction } from '../../domain/action-record.ts';
import type { PointAction } from '../../domain/decision-point.ts';
import { drawnPlace } from '../../math/drawn-place.ts';
import { seededRandom } from '../../math/random.ts';
import { stringHash } from '../../math/string-hash.ts';
import { type ActionChances, actionChances, type ChanceQuestion, type PointRule } from '../../model/action-chances.ts';

export interface ActionChoice {
  readonly actionId: string;
  /** Propensity. */
  readonly probability: number;
  /** In the order that they were given in. */
  readonly ranked: readonly RankedAction[];
}

/** Of an interval that is told. */
const INTERVAL = [0.05, 0.95] as const;
/** The draw of a decision is the first number of its own sequence. */
const SEED = 17;

/** The number in [0, 1) that chooses in a decision: the same whenever it is asked for. */
export const drawOf = (decisionId: string): number => seededRandom(stringHash(decisionId, SEED))();

/**
 * The action that a point's policy draws, with its probability. Given the question and the draw all is determined: whoever
 * asks again with the same gets the same.
 *
 * @param drawn - in [0, 1).
 * @param chancesOf - `actionChances`, or what remembers its answers.
 */
export function chooseAction(
  question: ChanceQuestion,
  drawn: number,
  chancesOf: (question: ChanceQuestion) => ActionChances = actionChances,
): ActionChoice {
  const { eligible, point } = question;
  const { probabilities, beliefs } = chancesOf(question);
  const chosen = drawnPlace(probabilities, drawn);
  const base = beliefs[eligible.findIndex(({ actionId }) => actionId === point.defaultAction)]?.mean;
  const ranked = eligible.map(
    (action, i): RankedAction => ({
      actionId: action.actionId,
      probability: probabilities[i]!,
      costMinor: action.costMinor,
      ...(action.valueMinor !== undefined && { valueMinor: action.valueMinor }),
      ...(action.priceMinor !== undefined && { priceMinor: action.priceMinor }),
      expected: expectedOf(beliefs[i], action, point, base),
    }),
  );
  return {
    actionId: eligible[chosen]!.actionId,
    probability: probabilities[chosen]!,
    ranked,
  };
}

function expectedOf(
  belief: ActionChances['beliefs'][number],
  { costMinor, valueMinor = 0 }: PointAction,
  { currency, rewardKind }: PointRule,
  base: number | undefined,
): ExpectedReward {
  if (belief === undefined) return {};
  const worth = belief.mean * (rewardKind === 'money' ? 1 : valueMinor);
  return {
    reward: belief.mean,
    ...(base !== undefined && { uplift: belief.mean - base }),
    ...(currency !== undefined && { marginMinor: worth - costMinor }),
    interval: [belief.quantile(INTERVAL[0]), belief.quantile(INTERVAL[1])],
  };
}
