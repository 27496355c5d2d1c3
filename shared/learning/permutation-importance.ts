import { type FeatureTable, rowsOfTable } from './feature-columns.ts';

/**
 * By column, how much worse a model's loss becomes when the column's values are dealt out to other rows: what it says
 * that no other column says as well. Measure on rows that the model was not fitted on. O(repeats · columns) losses.
 *
 * Source: Breiman (2001), "Random forests", section 10; Fisher, Rudin & Dominici (2019), "All models are wrong, but
 * many are useful".
 *
 * @param loss - of a model on a table of the same rows; lower is better.
 * @param repeats - deals that are averaged; at least 1.
 */
export function permutationImportance(
  table: FeatureTable,
  loss: (table: FeatureTable) => number,
  { random, repeats }: { readonly random: () => number; readonly repeats: number },
): Float64Array {
  const before = loss(table);
  return Float64Array.from(table.columns, (_, index) => {
    let sum = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const dealt = rowsOfTable({ ...table, columns: [table.columns[index]!] }, shuffled(table.rowCount, random));
      const columns = table.columns.map((column, other) => (other === index ? dealt.columns[0]! : column));
      sum += loss({ ...table, columns }) - before;
    }
    return sum / repeats;
  });
}

/** Source: Fisher & Yates, by Durstenfeld (1964). */
function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
