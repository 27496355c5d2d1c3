import { InvalidInputError } from '../../domain/errors.ts';

/** People and the items that they turned to, in order; no times. */
export interface SequenceDataset {
  readonly people: readonly { readonly personKey: string; readonly itemIds: readonly string[] }[];
}

/**
 * Reads one person a line: the person's id and then item ids, blank-separated, oldest first.
 * @param file - what the messages call the text.
 * @throws InvalidInputError naming the file and the line of a person without items, or who comes a second time.
 */
export function parseSequences(text: string, file = 'sequences'): SequenceDataset {
  const seen = new Set<string>();
  const people = text.split('\n').flatMap((line, index) => {
    const [personKey, ...itemIds] = line.split(/\s+/).filter((word) => word !== '');
    if (personKey === undefined) return [];
    if (itemIds.length === 0)
      throw new InvalidInputError(`${file}, line ${index + 1}: person "${personKey}" has no items`);
    if (seen.has(personKey))
      throw new InvalidInputError(`${file}, line ${index + 1}: person "${personKey}" stands on an earlier line too`);
    seen.add(personKey);
    return [{ personKey, itemIds }];
  });
  if (people.length === 0) throw new InvalidInputError(`${file}: no line with a person and items`);
  return { people };
}

/** Which of a folder's files has the sequences: the only NAME.txt or NAME.txt.gz. @throws InvalidInputError */
export function sequenceFileOf(files: readonly string[]): string {
  const [file, ...others] = files.filter((name) => /\.txt(\.gz)?$/.test(name));
  if (file === undefined || others.length > 0) {
    throw new InvalidInputError(
      `want exactly one NAME.txt or NAME.txt.gz, got ${file === undefined ? 'none' : [file, ...others].join(', ')}`,
    );
  }
  return file;
}
