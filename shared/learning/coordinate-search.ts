/** Values to try, by setting; settings that are not named keep their start. */
export type Axes<S> = { readonly [K in keyof S]?: readonly S[K][] };

export interface SearchResult<S> {
  readonly settings: S;
  readonly value: number;
  /** Settings that were tried. */
  readonly triedCount: number;
  /** What each of them reached, in their order. */
  readonly values: readonly number[];
}

/**
 * The best settings found by changing one at a time: each axis in turn, keeping the best of its values, until a whole
 * pass changes nothing or the budget is spent. Deterministic; of equal values the earlier tried stays.
 *
 * It finds a point that no single change improves, not the best of all combinations, in a number of trials that grows
 * with the sum of the axes' lengths and not with their product.
 *
 * @param objective - larger is better; never NaN.
 * @param budget - trials at most; at least 1.
 */
export function coordinateSearch<S extends object>(
  start: S,
  axes: Axes<S>,
  objective: (settings: S) => number,
  budget: number,
): SearchResult<S> {
  let best = start;
  let value = objective(start);
  const values = [value];
  const result = () => ({ settings: best, value, triedCount: values.length, values });
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (const name of Object.keys(axes) as (keyof S)[]) {
      for (const candidate of axes[name] ?? []) {
        if (candidate === best[name]) continue;
        if (values.length >= budget) return result();
        const settings = { ...best, [name]: candidate };
        const found = objective(settings);
        values.push(found);
        if (found > value) {
          best = settings;
          value = found;
          isBetter = true;
        }
      }
    }
  }
  return result();
}
