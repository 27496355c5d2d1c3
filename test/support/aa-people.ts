import { type Moments, NO_PEOPLE, withPerson } from '../../shared/evaluation/experiments/moments.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

export interface DrawnDay {
  /** Sums of the two arms after the day. */
  readonly arms: readonly [Moments, Moments];
}

/**
 * What people spend, as shops see it: most nothing, some much; who bought before buys more often, which is the covariate.
 *
 * @param lift - of what the second arm spends.
 */
export function* drawnDays(
  seed: number,
  { days, peopleADay, lift = 0 }: { readonly days: number; readonly peopleADay: number; readonly lift?: number },
): Generator<DrawnDay> {
  const random = seededRandom(seed);
  const arms: [Moments, Moments] = [NO_PEOPLE, NO_PEOPLE];
  for (let day = 0; day < days; day++) {
    for (let i = 0; i < peopleADay; i++) {
      const arm = random() < 0.5 ? 0 : 1;
      const taste = random() < 0.3 ? Math.exp(0.5 * drawNormal(random)) : 0;
      const before = taste > 0 && random() < 0.6 ? taste * Math.exp(0.3 * drawNormal(random)) : 0;
      const buys = random() < (taste > 0 ? 0.4 : 0.08);
      const spent = buys ? (taste || 1) * Math.exp(0.5 * drawNormal(random)) : 0;
      arms[arm] = withPerson(arms[arm], arm === 1 ? spent * (1 + lift) : spent, before);
    }
    yield { arms: [arms[0], arms[1]] };
  }
}
