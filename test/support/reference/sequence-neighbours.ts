import type { SequenceNeighbourSettings } from '../../../shared/learning/sequence-neighbours.ts';

export interface NaiveEvent {
  readonly item: number;
  readonly kind: number;
}

/**
 * The readable twin of shared/learning/sequence-neighbours.ts, in doubles: dense, slow, one formula after another.
 * Gives (itemCount) scores; histories and the scored history are oldest first.
 */
export function naiveScores(
  histories: readonly (readonly NaiveEvent[])[],
  itemCount: number,
  settings: SequenceNeighbourSettings,
  history: readonly NaiveEvent[],
): number[] {
  const table = naiveTable(histories, itemCount, settings);
  const popularity = naivePopularity(histories, itemCount, settings);
  const newestFirst = history.toReversed().slice(0, settings.historyLimit);
  return Array.from({ length: itemCount }, (_, j) =>
    newestFirst.reduce(
      (sum, { item, kind }, k) =>
        sum + (k + 1) ** -settings.recencyExponent * settings.historyKindWeights[kind]! * table[item]![j]!,
      settings.popularityWeight * popularity[j]!,
    ),
  );
}

function naiveTable(
  histories: readonly (readonly NaiveEvent[])[],
  itemCount: number,
  settings: SequenceNeighbourSettings,
): number[][] {
  const counts = Array.from({ length: itemCount }, () => new Array<number>(itemCount).fill(0));
  const eventCounts = new Array<number>(itemCount).fill(0);
  for (const history of histories) {
    history.forEach(({ item: i }, a) => {
      eventCounts[i]!++;
      history.forEach(({ item: j, kind }, b) => {
        const distance = Math.abs(b - a);
        if (a === b || distance > settings.maxDistance) return;
        const direction = (b > a ? 1 : settings.backwardWeight) * (i === j ? settings.repeatWeight : 1);
        counts[i]![j]! += direction * distance ** -settings.distanceExponent * settings.targetKindWeights[kind]!;
      });
    });
  }
  return counts.map((row, i) => {
    const scaled = row.map((count, j) => count * Math.max(1, eventCounts[j]!) ** -settings.columnExponent);
    const kept = scaled
      .map((strength, j) => ({ strength, j }))
      .filter(({ strength }) => strength > 0)
      .sort((a, b) => b.strength - a.strength || a.j - b.j)
      .slice(0, settings.neighbourCount);
    const out = new Array<number>(itemCount).fill(0);
    for (const { strength, j } of kept) out[j] = strength * Math.max(1, eventCounts[i]!) ** -settings.rowExponent;
    return out;
  });
}

function naivePopularity(
  histories: readonly (readonly NaiveEvent[])[],
  itemCount: number,
  settings: SequenceNeighbourSettings,
): number[] {
  const counts = new Array<number>(itemCount).fill(0);
  for (const { item, kind } of histories.flat()) counts[item]! += settings.targetKindWeights[kind]!;
  const largest = Math.max(0, ...counts);
  return counts.map((count) => (largest === 0 ? 0 : count / largest));
}
