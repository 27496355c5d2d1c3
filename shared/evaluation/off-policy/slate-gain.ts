import { type PolicyValue, valueOf } from './importance.ts';

/** A slate of the past, position by position, and two policies that are asked about it. */
export interface ComparedSlate {
  /** What came of each position. */
  readonly rewards: Float64Array;
  /** In (0, 1]: probability of the choice given those before it, by what drew the slate. */
  readonly logged: Float64Array;
  /** In [0, 1]: by the policy in force. */
  readonly served: Float64Array;
  /** In [0, 1]: by the one that would take its place. */
  readonly challenger: Float64Array;
}

export interface SlateGain {
  readonly served: PolicyValue;
  readonly challenger: PolicyValue;
  /** Of the second less the first, slate by slate, so that what both have in common does not widen it. */
  readonly gain: PolicyValue;
}

/**
 * What two policies are worth a slate, foreseen from one log: each reward weighed by the weights up to its position, as
 * `rewardInteraction` does, which says where it is right. Slates may be of any lengths. O(positions of all).
 *
 * Source: McInerney, Brost, Chandar, Mehrotra & Carterette (2020), "Counterfactual evaluation of slate recommendations
 * with sequential reward interactions".
 *
 * @throws RangeError when there is no slate, or a logged probability is outside (0, 1].
 */
export function slateGain(slates: readonly ComparedSlate[]): SlateGain {
  if (slates.length === 0) throw new RangeError('slateGain: want at least one slate, got none');
  const weighed = (by: 'served' | 'challenger') => slates.map((slate, i) => weighedSlate(slate, by, i));
  const [served, challenger] = [weighed('served'), weighed('challenger')];
  const valuesOf = (of: typeof served) => Float64Array.from(of, ({ value }) => value);
  const weightsOf = (of: typeof served) => Float64Array.from(of, ({ weight }) => weight);
  const difference = Float64Array.from(challenger, ({ value }, i) => value - served[i]!.value);
  return {
    served: valueOf(valuesOf(served), weightsOf(served)),
    challenger: valueOf(valuesOf(challenger), weightsOf(challenger)),
    gain: valueOf(difference, weightsOf(challenger)),
  };
}

/** The slate's weighed reward, and the mean of the weights that its rewards have. */
function weighedSlate({ rewards, logged, ...policies }: ComparedSlate, by: 'served' | 'challenger', slate: number) {
  let [value, weight, weights] = [0, 1, 0];
  rewards.forEach((reward, at) => {
    if (!(logged[at]! > 0 && logged[at]! <= 1))
      throw new RangeError(`slateGain: logged[${slate}][${at}] = ${logged[at]} is outside (0, 1]`);
    weight *= policies[by][at]! / logged[at]!;
    value += weight * reward;
    weights += weight;
  });
  return { value, weight: weights / Math.max(1, rewards.length) };
}
