/** How well texts, or other rows, were given one of several labels. */
export interface LabelFigures {
  readonly accuracy: number | null;
  /** Mean over the labels of 2 · right / (foreseen + there). */
  readonly macroF1: number | null;
  /** Of the label that is found the least: share of its rows. */
  readonly leastRecall: number | null;
  /** Share of the labels of which a row at least was found. */
  readonly labelsFound: number | null;
}

/**
 * Labels are those that are there; what is foreseen may have others. All are null without rows. O(n).
 *
 * Source: Sokolova & Lapalme (2009), "A systematic analysis of performance measures for classification tasks".
 *
 * @throws RangeError when lengths differ.
 */
export function labelFigures(actual: readonly string[], foreseen: readonly string[]): LabelFigures {
  if (actual.length !== foreseen.length)
    throw new RangeError(`labelFigures: want equal lengths, got ${actual.length} and ${foreseen.length}`);
  const counts = new Map(actual.map((label) => [label, { there: 0, foreseen: 0, right: 0 }]));
  actual.forEach((label, row) => {
    const own = counts.get(label)!;
    own.there++;
    if (foreseen[row] === label) own.right++;
    const taken = counts.get(foreseen[row]!);
    if (taken !== undefined) taken.foreseen++;
  });
  const labels = [...counts.values()];
  const n = actual.length;
  if (n === 0) return { accuracy: null, macroF1: null, leastRecall: null, labelsFound: null };
  return {
    accuracy: labels.reduce((sum, { right }) => sum + right, 0) / n,
    macroF1: labels.reduce((sum, one) => sum + (2 * one.right) / (one.foreseen + one.there), 0) / labels.length,
    leastRecall: labels.reduce((least, { right, there }) => Math.min(least, right / there), 1),
    labelsFound: labels.filter(({ right }) => right > 0).length / labels.length,
  };
}
