import type { LabelledText } from '../../../../shared/dialogue/intents/fit-intents.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import { stringHash } from '../../../../shared/math/string-hash.ts';
import type { TextTable } from '../../../../shared/ports/text-tables.ts';
import type { MeasuredFiles } from '../measure.ts';
import { columnOf, type Options } from '../options.ts';

export const IS_TABLE = /\.(csv|tsv|txt)(\.gz)?$/;
/** Where no file is named so, one row in five by a hash of its text. */
const TEST_SHARE = 5;

export interface TextSplit {
  readonly train: readonly LabelledText[];
  readonly test: readonly LabelledText[];
  /** Whether the files said what is for testing. */
  readonly isGiven: boolean;
}

/**
 * Texts and what they want: a table named `…train…` and one named `…test…`, or one table alone. Rows without a text or
 * a label are left out.
 * @throws InvalidInputError naming the files or the option.
 */
export async function readTexts(files: MeasuredFiles, options: Options): Promise<TextSplit> {
  const names = files.names.filter((name) => IS_TABLE.test(name));
  const [train, test] = ['train', 'test'].map((part) => names.filter((name) => name.toLowerCase().includes(part)));
  if (train?.length === 1 && test?.length === 1) {
    const [known, asked] = await Promise.all([files.table(train[0]!), files.table(test[0]!)]);
    return { train: textsOf(known, options), test: textsOf(asked, options), isGiven: true };
  }
  if (names.length !== 1)
    throw new InvalidInputError(`want one table, or one named "train" and one named "test", found ${names.join(', ')}`);
  const all = textsOf(await files.table(names[0]!), options);
  const isTest = ({ text }: LabelledText) => stringHash(text) % TEST_SHARE === 0;
  return { train: all.filter((one) => !isTest(one)), test: all.filter(isTest), isGiven: false };
}

function textsOf(table: TextTable, options: Options): readonly LabelledText[] {
  const texts = columnOf(options, 'text', table);
  const labels = columnOf(options, 'label', table);
  return texts.flatMap((text, row) => {
    const intent = labels[row]!.trim();
    return text.trim() === '' || intent === '' ? [] : [{ text, intent }];
  });
}
