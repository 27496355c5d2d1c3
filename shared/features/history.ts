import { INTERACTION_KINDS, type Interaction, type InteractionKind } from '../domain/interaction.ts';

/**
 * The kinds that speak for an item, in rising order of intent. What takes back (`uncart`, `refund`) is no sign of
 * interest and no part of a history. The order is part of every model: it numbers the kind weights.
 */
export const HISTORY_KINDS: readonly InteractionKind[] = INTERACTION_KINDS.filter(
  (kind) => kind !== 'uncart' && kind !== 'refund',
);

/** The number of a kind in `HISTORY_KINDS`; −1 for a kind that is no part of a history. */
export const kindIndex = (kind: InteractionKind): number => HISTORY_KINDS.indexOf(kind);

/**
 * A person's interactions as every model sees them: in their order, and several in a row on one item as one, of the
 * strongest kind and the first one's time. Training and deciding both call this, so a model is asked what it was
 * taught.
 *
 * @param interactions - oldest first.
 * @returns oldest first; no two neighbours are on one item.
 */
export function mergedHistory(interactions: readonly Interaction[]): readonly Interaction[] {
  const history: Interaction[] = [];
  for (const interaction of interactions) {
    if (kindIndex(interaction.kind) < 0) continue;
    const last = history.at(-1);
    if (last === undefined || last.itemId !== interaction.itemId) history.push(interaction);
    else if (kindIndex(interaction.kind) > kindIndex(last.kind))
      history[history.length - 1] = { ...last, kind: interaction.kind };
  }
  return history;
}

/** Interactions as numbers, column by column. */
export interface HistoryColumns {
  readonly items: Int32Array;
  /** Numbers of kinds in `HISTORY_KINDS`. */
  readonly kinds: Uint8Array;
  readonly atMs: Float64Array;
  /** Codes of the contexts. */
  readonly contexts: Uint16Array;
}

/**
 * The rule of `mergedHistory` on numbers: merges the rows `start` … `end` − 1, oldest first, in place.
 * @returns where the merged history ends; what lies behind it up to `end` has no meaning any more.
 */
export function mergeHistory({ items, kinds, atMs, contexts }: HistoryColumns, start: number, end: number): number {
  let last = start - 1;
  for (let at = start; at < end; at++) {
    if (last >= start && items[last] === items[at]) kinds[last] = Math.max(kinds[last]!, kinds[at]!);
    else {
      last++;
      items[last] = items[at]!;
      kinds[last] = kinds[at]!;
      atMs[last] = atMs[at]!;
      contexts[last] = contexts[at]!;
    }
  }
  return last + 1;
}
