import { InvalidInputError } from '../../domain/errors.ts';

/** People with the items that are known of them and the items to be foreseen. */
export interface InteractionDataset {
  /** In the order of the files: those of train first, then those whom only test knows. */
  readonly people: readonly InteractionPerson[];
  /** Whether `train` is in the order of time, oldest first; else it is in the order of the file, which means nothing. */
  readonly isOrdered: boolean;
}

export interface InteractionPerson {
  readonly personKey: string;
  /** Empty for people whom only test knows. */
  readonly train: readonly string[];
  /** Empty for people whom nothing is asked about. */
  readonly test: readonly string[];
}

/**
 * Reads a fixed split, each side in one of two forms: `person item item …` a line, blank-separated; or a table under a
 * heading such as `user,item` or `user,item,time`, comma- or tab-separated (the time in any unit, for the order only).
 * After the time may come a column `kind`, which is passed over.
 *
 * @param files - what the messages call the two texts.
 * @throws InvalidInputError naming the file, the line and the value.
 */
export function parseInteractions(
  trainText: string,
  testText: string,
  files: { readonly train: string; readonly test: string } = { train: 'train', test: 'test' },
): InteractionDataset {
  const train = sideOf(trainText, files.train);
  const test = sideOf(testText, files.test);
  const personKeys = new Set([...train.itemsOf.keys(), ...test.itemsOf.keys()]);
  return {
    people: [...personKeys].map((personKey) => ({
      personKey,
      train: train.itemsOf.get(personKey) ?? [],
      test: test.itemsOf.get(personKey) ?? [],
    })),
    isOrdered: train.isOrdered,
  };
}

interface Side {
  readonly itemsOf: ReadonlyMap<string, readonly string[]>;
  readonly isOrdered: boolean;
}

function sideOf(text: string, file: string): Side {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  if (first === -1) throw new InvalidInputError(`${file}: no line with a person`);
  const separator = [',', '\t'].find((mark) => lines[first]!.includes(mark));
  return separator === undefined ? peopleOf(lines, file) : tableOf(lines, first, { separator, file });
}

function peopleOf(lines: readonly string[], file: string): Side {
  const itemsOf = new Map<string, readonly string[]>();
  for (const [index, line] of lines.entries()) {
    const [personKey, ...itemIds] = line.split(/\s+/).filter((word) => word !== '');
    if (personKey === undefined) continue;
    if (itemsOf.has(personKey)) {
      throw new InvalidInputError(`${file}, line ${index + 1}: person "${personKey}" stands on an earlier line too`);
    }
    itemsOf.set(personKey, itemIds);
  }
  return { itemsOf, isOrdered: false };
}

const TIME_HEADING = /time|date/i;

function tableOf(lines: readonly string[], headingAt: number, form: { separator: string; file: string }): Side {
  const { separator, file } = form;
  const heading = lines[headingAt]!.split(separator);
  const hasKind = heading.length === 4 && heading[3] === 'kind';
  const hasTime = (heading.length === 3 || hasKind) && TIME_HEADING.test(heading[2]!);
  if ((heading.length !== 2 && !hasTime) || heading.some((name) => !/[A-Za-z]/.test(name))) {
    throw new InvalidInputError(
      `${file}, line ${headingAt + 1}: want a heading such as user,item or user,item,time, got "${lines[headingAt]!.slice(0, 60)}"`,
    );
  }
  const rowsOf = new Map<string, { readonly itemId: string; readonly time: number }[]>();
  for (let at = headingAt + 1; at < lines.length; at++) {
    if (lines[at] === '') continue;
    const fields = lines[at]!.split(separator).map((field) => field.trim());
    const [personKey = '', itemId = '', time = '0'] = fields;
    if (fields.length !== heading.length || fields.includes('') || !Number.isFinite(Number(time))) {
      throw new InvalidInputError(
        `${file}, line ${at + 1}: want ${heading.join(', ')}${hasTime ? ' (a number)' : ''}, got "${lines[at]!.slice(0, 60)}"`,
      );
    }
    const rows = rowsOf.get(personKey) ?? [];
    rows.push({ itemId, time: Number(time) });
    rowsOf.set(personKey, rows);
  }
  // Stable: of one time, the order of the file.
  const itemsOf = [...rowsOf].map(
    ([personKey, rows]) => [personKey, rows.sort((a, b) => a.time - b.time).map(({ itemId }) => itemId)] as const,
  );
  return { itemsOf: new Map(itemsOf), isOrdered: hasTime };
}

/** Which of a folder's files is which: the only train*.txt, .csv or .tsv, and the only test*; each may be .gz. @throws InvalidInputError */
export function interactionFilesOf(files: readonly string[]): { readonly train: string; readonly test: string } {
  const only = (what: 'train' | 'test'): string => {
    const [file, ...others] = files.filter(
      (name) => name.toLowerCase().startsWith(what) && /\.(txt|csv|tsv)(\.gz)?$/.test(name),
    );
    if (file !== undefined && others.length === 0) return file;
    throw new InvalidInputError(
      `want exactly one ${what}*.txt, .csv or .tsv, got ${file === undefined ? 'none' : [file, ...others].join(', ')}`,
    );
  };
  return { train: only('train'), test: only('test') };
}
