import { InvalidInputError } from '../../domain/errors.ts';
import type { InteractionKind } from '../../domain/interaction.ts';

/** Views, carts and purchases with their times, and one purchase a person that was held back. */
export interface BehaviourDataset {
  /** Oldest first. */
  readonly interactions: readonly DatedInteraction[];
  readonly heldOut: readonly { readonly personKey: string; readonly itemId: string }[];
}

export interface DatedInteraction {
  readonly personKey: string;
  readonly itemId: string;
  readonly kind: InteractionKind;
  readonly atMs: number;
}

/** The files of such a data set, each with or without .gz, and what their rows are. */
export const BEHAVIOUR_FILES = {
  'train_view.tsv': 'view',
  'train_cart.tsv': 'cart',
  'train_buy.tsv': 'purchase',
} as const;
export const HELD_OUT_FILE = 'test_buy.tsv';

/**
 * Reads tab-separated tables with a heading: user, item, unix_time (s); the held-out one: user, item.
 * @throws InvalidInputError naming the file, the line and the value.
 */
export function parseBehaviours(textOf: (file: string) => string): BehaviourDataset {
  const interactions = Object.entries(BEHAVIOUR_FILES).flatMap(([file, kind]) =>
    rowsOf(file, textOf(file), 3).map(({ fields: [personKey = '', itemId = '', time = ''], line }) => {
      const atMs = Number(time) * 1000;
      if (!(atMs >= 0))
        throw new InvalidInputError(`${file}, line ${line}: unix_time "${time}" is not a time in seconds`);
      return { personKey, itemId, kind, atMs };
    }),
  );
  // Stable: of one second, views come before carts and carts before purchases.
  interactions.sort((a, b) => a.atMs - b.atMs);
  const heldOut = rowsOf(HELD_OUT_FILE, textOf(HELD_OUT_FILE), 2).map(({ fields: [personKey = '', itemId = ''] }) => ({
    personKey,
    itemId,
  }));
  return { interactions, heldOut };
}

/** The folder's own name of one of the files above, which may be .gz. @throws InvalidInputError when it is not there. */
export function behaviourFileOf(files: readonly string[], file: string): string {
  const found = files.find((name) => name === file || name === `${file}.gz`);
  if (found === undefined) {
    throw new InvalidInputError(`want ${file} or ${file}.gz, got ${files.join(', ') || 'no files'}`);
  }
  return found;
}

function rowsOf(
  file: string,
  text: string,
  width: number,
): readonly { readonly fields: readonly string[]; readonly line: number }[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((row, index) => {
      if (row === '') return [];
      const fields = row.split('\t');
      if (fields.length !== width || fields.includes('')) {
        throw new InvalidInputError(
          `${file}, line ${index + 2}: want ${width} tab-separated fields, got "${row.slice(0, 60)}"`,
        );
      }
      return [{ fields, line: index + 2 }];
    });
}
