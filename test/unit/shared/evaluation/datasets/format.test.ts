import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { formatOf } from '../../../../../shared/evaluation/datasets/format.ts';

const lineOf = (lines: Readonly<Record<string, string>>) => (file: string) => lines[file] ?? '';
const notAsked = (file: string): string => {
  throw new Error(`asked for ${file}`);
};

describe('formatOf', () => {
  it('tells by names alone where they say it', () => {
    const behaviours = ['train_view.tsv.gz', 'train_cart.tsv', 'train_buy.tsv.gz', 'test_buy.tsv.gz', 'LICENSE'];
    expect(formatOf(behaviours, notAsked)).toBe('behaviours');
    expect(formatOf(['MANIFEST.json', 'train_sessions.txt.gz', 'test_sessions.txt.gz'], notAsked)).toBe('sessions');
  });

  it('tells clicks from interactions by the heading', () => {
    const files = ['train.txt', 'valid.txt', 'test.txt', 'example.toml'];
    expect(formatOf(files, lineOf({ 'train.txt': 'SessionId\tItemId\tTime\r' }))).toBe('sessions');
    expect(formatOf(files, lineOf({ 'train.txt': '0 1 2 3' }))).toBe('interactions');
    expect(formatOf(['train_set.csv', 'test_set.csv'], lineOf({ 'train_set.csv': 'user,item' }))).toBe('interactions');
    const click = ['c_train_full.txt.gz', 'c_train_tr.txt.gz', 'c_train_valid.txt.gz', 'c_test.txt.gz'];
    expect(formatOf(click, lineOf({ 'c_train_full.txt.gz': 'SessionId\tItemId\tTime' }))).toBe('sessions');
  });

  it('takes a text alone as sequences, if it reads like them', () => {
    const files = ['Sports_and_Outdoors.txt.gz', 'Sports_and_Outdoors_item2attributes.json.gz', 'MANIFEST.json'];
    expect(formatOf(files, lineOf({ 'Sports_and_Outdoors.txt.gz': '1 10 11 12' }))).toBe('sequences');
    expect(() => formatOf(['criteo.txt'], lineOf({ 'criteo.txt': 'label,I1,I2' }))).toThrow(InvalidInputError);
  });

  it('takes a text alone as ratings by its heading', () => {
    const line = lineOf({ 'ratings.csv.gz': 'userId,movieId,rating,timestamp' });
    expect(formatOf(['ratings.csv.gz', 'README.txt.md'], line)).toBe('ratings');
  });

  it.each([
    [['a.txt', 'b.txt'], '(a.txt, b.txt)'],
    [['train.txt'], '(train.txt)'],
    [[], '(none)'],
  ])('refuses %j, listing what it found', (files, listed) => {
    expect(() => formatOf(files, () => 'one')).toThrow(`cannot tell the form of the data from its files ${listed}`);
  });
});
