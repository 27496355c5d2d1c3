import { estimated, type PolicyValue } from './importance.ts';

/** A slate of the past, position by position, and a policy that is asked about it. */
export interface AskedSlate {
  /** What came of each position. */
  readonly rewards: Float64Array;
  /** In (0, 1]: probability of the choice given those before it, by what drew the slate. */
  readonly logged: Float64Array;
  /** In [0, 1]: by the asked policy. */
  readonly asked: Float64Array;
}

export interface SlateGain {
  /** What the slates did earn. */
  readonly logged: PolicyValue;
  readonly asked: PolicyValue;
  /** Of the second beyond the first, slate by slate, so that what both have in common does not widen it. */
  readonly gain: PolicyValue;
}

/**
 * What a policy would have earned a slate beside what the policies did that drew it: each reward weighed by the weights up
 * to its position, as `rewardInteraction` does, which says where it is right. Slates may be of any lengths. O(positions).
 *
 * Source: McInerney, Brost, Chandar, Mehrotra & Carterette (2020), "Counterfactual evaluation of slate recommendations
 * with sequential reward interactions".
 *
 * @throws RangeError when there is no slate, or a logged probability is outside (0, 1].
 */
export function slateGain(slates: readonly AskedSlate[]): SlateGain {
  if (slates.length === 0) throw new RangeError('slateGain: want at least one slate, got none');
  const earned = Float64Array.from(slates, ({ rewards }) => rewards.reduce((sum, reward) => sum + reward, 0));
  const weighed = slates.map(weighedSlate);
  const values = Float64Array.from(weighed, ({ value }) => value);
  const weights = Float64Array.from(weighed, ({ weight }) => weight);
  return {
    logged: estimated(earned, new Float64Array(slates.length).fill(1)),
    asked: estimated(values, weights),
    gain: estimated(
      values.map((value, i) => value - earned[i]!),
      weights,
    ),
  };
}

/** The slate's weighed reward, and the mean of the weights that its rewards have. */
function weighedSlate({ rewards, logged, asked }: AskedSlate, slate: number) {
  let [value, weight, weights] = [0, 1, 0];
  rewards.forEach((reward, at) => {
    if (!(logged[at]! > 0 && logged[at]! <= 1))
      throw new RangeError(`slateGain: logged[${slate}][${at}] = ${logged[at]} is outside (0, 1]`);
    weight *= asked[at]! / logged[at]!;
    value += weight * reward;
    weights += weight;
  });
  return { value, weight: weights / Math.max(1, rewards.length) };
}
