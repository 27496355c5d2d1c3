import { type BgNbd, ordersByBgNbd } from './bg-nbd.ts';
import { historyAt, type OrderHistories } from './order-histories.ts';

/** How fast a shop's weeks pass, in the model's: 1.1 is a tenth more orders than the model would have. */
export interface Pace {
  readonly pace: number;
  /** Standard deviation of its logarithm: what is not known of it. */
  readonly deviation: number;
}

/** How far paces lie apart, as a deviation of the logarithm: a shop's seasons differ by a fifth. */
const DEVIATION = 0.2;
/** Where there is no time to learn a pace from. */
export const UNKNOWN_PACE: Pace = { pace: 1, deviation: DEVIATION };
/** A pace is sought within a factor of this. */
const MOST = 4;

/**
 * The pace with which what was foreseen of a time that is over sums to what was ordered in it. The models know people
 * and no seasons: this is what a shop's own time adds. Drawn towards 1 by how little that time can say.
 *
 * @param horizon - how long that time was, in the histories' unit. @param ordered - in it, by all.
 * @param chance - deviation of the logarithm of the total that was to be expected, were the pace 1.
 */
export function paceOf(
  model: BgNbd,
  histories: OrderHistories,
  past: { readonly horizon: number; readonly ordered: number; readonly chance: number },
): Pace {
  const foreseenAt = (pace: number): number => {
    let sum = 0;
    for (let row = 0; row < histories.repeats.length; row++)
      sum += ordersByBgNbd(model, historyAt(histories, row), past.horizon * pace);
    return sum;
  };
  let [low, high] = [-Math.log(MOST), Math.log(MOST)];
  for (let halving = 0; halving < 20; halving++) {
    const middle = (low + high) / 2;
    if (foreseenAt(Math.exp(middle)) < past.ordered) low = middle;
    else high = middle;
  }
  const said = 1 / past.chance ** 2;
  const believed = 1 / DEVIATION ** 2;
  return {
    pace: Math.exp((said / (said + believed)) * ((low + high) / 2)),
    deviation: 1 / Math.sqrt(said + believed),
  };
}
