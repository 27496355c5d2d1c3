import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { parseBehaviours } from '../../../../../shared/evaluation/datasets/behaviours.ts';

const files: Readonly<Record<string, string>> = {
  'train_view.tsv': 'user\titem\tunix_time\n0\t3\t1433221970\n0\t9\t1433221980\n',
  'train_cart.tsv': 'user\titem\tunix_time\n0\t3\t1433221970\n',
  'train_buy.tsv': 'user\titem\tunix_time\n0\t4\t1433221969',
  'test_buy.tsv': 'user\titem\n0\t5\n',
};
const parsed = (change: Readonly<Record<string, string>> = {}) =>
  parseBehaviours((file) => ({ ...files, ...change })[file] ?? '');

const someText = fc.string({ unit: fc.constantFrom('\t', '\n', '\r', ' ', '-', '.', '0', '7', 'e', 'ß', '\u0000') });

describe('parseBehaviours', () => {
  it('reads a table a kind, oldest first, a look before the cart of the same second', () => {
    expect(parsed().interactions).toEqual([
      { personKey: '0', itemId: '4', kind: 'purchase', atMs: 1433221969000 },
      { personKey: '0', itemId: '3', kind: 'view', atMs: 1433221970000 },
      { personKey: '0', itemId: '3', kind: 'cart', atMs: 1433221970000 },
      { personKey: '0', itemId: '9', kind: 'view', atMs: 1433221980000 },
    ]);
  });

  it('reads the purchases that were held out', () => {
    expect(parsed().heldOut).toEqual([{ personKey: '0', itemId: '5' }]);
  });

  it.each([
    [{ 'train_view.tsv': 'h\n0\t3\n' }, 'train_view.tsv, line 2: want 3 tab-separated fields, got "0\t3"'],
    [{ 'train_cart.tsv': 'h\n0\t\t7\n' }, 'train_cart.tsv, line 2: want 3'],
    [{ 'train_buy.tsv': 'h\n\n0\t3\tnoon' }, 'train_buy.tsv, line 3: unix_time "noon" is not a time in seconds'],
    [{ 'train_buy.tsv': 'h\n0\t3\t-1' }, 'unix_time "-1" is not a time'],
    [{ 'test_buy.tsv': 'h\n0\t3\t7' }, 'test_buy.tsv, line 2: want 2'],
  ])('refuses %j, naming file, line and value', (change, message) => {
    expect(() => parsed(change)).toThrow(InvalidInputError);
    expect(() => parsed(change)).toThrow(message);
  });

  it('refuses whatever else it is given with no other error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(files)), someText, (file, text) => {
        try {
          parsed({ [file]: `h\n${text}` });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});
