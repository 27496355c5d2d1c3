import { type FeatureTable, rowsOfTable } from '../../../../shared/learning/feature-columns.ts';
import { LINEAR } from '../../../../shared/learning/uplift/base-learners.ts';
import { armParts } from '../../../../shared/learning/uplift/cross-fit.ts';
import type { ChoiceLog } from './read-log.ts';

/** Of a row, the probability with which the judged policy chooses an action; by places in the log's lists. */
export type AskedPolicy = (row: number, action: number) => number;

/** Every action of the log alike; of a slate, every one that does not stand before it. */
export function uniformPolicy({ actions, slates }: ChoiceLog): AskedPolicy {
  if (slates === undefined) return () => 1 / actions.length;
  const before = new Map(slates.flatMap((rows) => rows.map((row, at) => [row, at] as const)));
  return (row) => 1 / (actions.length - before.get(row)!);
}

/**
 * The policy that another log was drawn by, as far as it does not look at the context: at each position an action's
 * logged probability where that is one number, else its share there.
 *
 * @param log - that is judged from; @param of - the log of the judged policy.
 */
export function policyOf(log: ChoiceLog, of: ChoiceLog): AskedPolicy {
  const counts = new Map<string, number>();
  const logged = new Map<string, Set<number>>();
  of.chosen.forEach((action, row) => {
    const place = of.positions[of.places[row]!]!;
    counts.set(place, (counts.get(place) ?? 0) + 1);
    const key = JSON.stringify([place, of.actions[action]]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    logged.set(key, (logged.get(key) ?? new Set()).add(of.propensities[row]!));
  });
  const table = log.positions.map((place) =>
    log.actions.map((action) => {
      const key = JSON.stringify([place, action]);
      const [first, ...others] = logged.get(key) ?? [];
      return first !== undefined && others.length === 0 ? first : (counts.get(key) ?? 0) / (counts.get(place) ?? 1);
    }),
  );
  return (row, action) => table[log.places[row]!]![action]!;
}

const PARTS = 3;
const SEED = 1;

/**
 * (actions, n): foreseen reward of every action in every row, by action, position and context, of rows that were not
 * learnt from.
 *
 * @param rewards - (n)
 */
export function foreseenRewards(log: ChoiceLog, rewards: Float64Array): Float64Array {
  const { actions, chosen, positions, places, context } = log;
  const n = rewards.length;
  const table: FeatureTable = {
    rowCount: n,
    columns: [
      { kind: 'category', codes: chosen, categoryCount: actions.length },
      { kind: 'category', codes: places, categoryCount: positions.length },
      ...context,
    ],
  };
  const foreseen = new Float64Array(actions.length * n);
  const isOf = rewards.map((reward) => (reward === 0 ? 0 : 1));
  for (const { train, test } of armParts(Uint8Array.from(isOf), PARTS, SEED)) {
    const targets = Float64Array.from(train, (row) => rewards[row]!);
    const model = LINEAR.fit(rowsOfTable(table, train), { targets, weights: new Float64Array(train.length).fill(1) });
    const asked = rowsOfTable(table, test);
    actions.forEach((_, action) => {
      const codes = new Int32Array(test.length).fill(action);
      const columns = [{ kind: 'category' as const, codes, categoryCount: actions.length }, ...asked.columns.slice(1)];
      model({ ...asked, columns }).forEach((value, at) => {
        foreseen[action * n + test[at]!] = value;
      });
    });
  }
  return foreseen;
}
