import { estimated, type PolicyValue } from './importance.ts';

/** n slates of the past, position by position, each choice drawn given those that stand before it. */
export interface LoggedSlates {
  /** Positions of each slate, at least 1. */
  readonly positions: number;
  /** (n, positions): rewards. */
  readonly rewards: Float64Array;
  /** (n, positions), in (0, 1]: probability of the choice given those before it, by the logging policy. */
  readonly logged: Float64Array;
  /** (n, positions), in [0, 1]: by the asked policy. */
  readonly asked: Float64Array;
}

/** A model's rewards of the choices, of which each position's may depend on those before it. */
export interface ModelledSlates extends LoggedSlates {
  /** (n, positions): what is foreseen from this position on, of what was chosen so far. */
  readonly foreseen: Float64Array;
  /** (n, positions): its mean over what the asked policy would choose here, given what stands before. */
  readonly foreseenAsked: Float64Array;
}

/**
 * Whole slates weighed by the product of all their weights: right whatever rewards depend on, and of the widest spread.
 *
 * Source: Precup, Sutton & Singh (2000).
 */
export function slateInversePropensity(slates: LoggedSlates): PolicyValue {
  const { weights, positions, n } = slateWeights(slates);
  const whole = Float64Array.from({ length: n }, (_, slate) => weights.upTo[slate * positions + positions - 1]!);
  return estimated(
    whole.map((weight, slate) => {
      let reward = 0;
      for (let at = 0; at < positions; at++) reward += slates.rewards[slate * positions + at]!;
      return weight * reward;
    }),
    whole,
  );
}

/**
 * Each reward weighed by its own position's weight: right where what is chosen at a position, and its reward, do not
 * depend on what stands elsewhere.
 *
 * Source: Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay & Wen (2018), "Offline evaluation of ranking policies with
 * click models" (item-position model).
 */
export const independentInversePropensity = (slates: LoggedSlates): PolicyValue => weighed(slates, 'own');

/**
 * Each reward weighed by the weights up to its position: right where a reward depends on what stands before it, as of
 * somebody who reads downwards.
 *
 * Source: McInerney, Brost, Chandar, Mehrotra & Carterette (2020), "Counterfactual evaluation of slate recommendations
 * with sequential reward interactions" (RIPS).
 */
export const rewardInteraction = (slates: LoggedSlates): PolicyValue => weighed(slates, 'upTo');

/**
 * The same, mended by a model: Σ over positions of w(before) · foreseen of the asked policy + w(up to) · what the model
 * got wrong.
 *
 * Source: Kiyohara, Saito, Matsuhiro, Narita, Shimizu & Yamamoto (2022), "Doubly robust off-policy evaluation for
 * ranking policies under the cascade behavior model" (Cascade-DR).
 */
export function cascadeDoublyRobust(slates: ModelledSlates): PolicyValue {
  const { weights, positions, n } = slateWeights(slates);
  const influence = new Float64Array(n);
  for (let slate = 0; slate < n; slate++) {
    let before = 1;
    for (let at = slate * positions; at < (slate + 1) * positions; at++) {
      const upTo = weights.upTo[at]!;
      influence[slate]! += before * slates.foreseenAsked[at]! + upTo * (slates.rewards[at]! - slates.foreseen[at]!);
      before = upTo;
    }
  }
  return estimated(
    influence,
    Float64Array.from({ length: n }, (_, slate) => weights.upTo[(slate + 1) * positions - 1]!),
  );
}

function weighed(slates: LoggedSlates, by: 'own' | 'upTo'): PolicyValue {
  const { weights, positions, n } = slateWeights(slates);
  const influence = new Float64Array(n);
  const squares = new Float64Array(n);
  weights[by].forEach((weight, at) => {
    const slate = Math.floor(at / positions);
    influence[slate]! += weight * slates.rewards[at]!;
    squares[slate]! += weight / positions;
  });
  return estimated(influence, squares);
}

/** (n, positions) each: of a choice alone, and of all up to it. @throws RangeError naming the slate and position. */
function slateWeights({ positions, rewards, logged, asked }: LoggedSlates) {
  if (
    !(Number.isInteger(positions) && positions >= 1 && rewards.length >= positions && rewards.length % positions === 0)
  )
    throw new RangeError(`positions: want a part of ${rewards.length} rewards, got ${positions}`);
  if (logged.length !== rewards.length || asked.length !== rewards.length)
    throw new RangeError(`want ${rewards.length} probabilities, got ${logged.length} and ${asked.length}`);
  const own = rewards.map((_, at) => {
    const where = `slate ${Math.floor(at / positions)}, position ${(at % positions) + 1}`;
    if (!(logged[at]! > 0 && logged[at]! <= 1))
      throw new RangeError(`logged, ${where}: want a number in (0, 1], got ${logged[at]}`);
    if (!(asked[at]! >= 0 && asked[at]! <= 1))
      throw new RangeError(`asked, ${where}: want a number in [0, 1], got ${asked[at]}`);
    return asked[at]! / logged[at]!;
  });
  const upTo = own.slice();
  for (let at = 0; at < upTo.length; at++) if (at % positions > 0) upTo[at]! *= upTo[at - 1]!;
  return { weights: { own, upTo }, positions, n: rewards.length / positions };
}
