import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { parseSequences, sequenceFileOf } from '../../../../../shared/evaluation/datasets/sequences.ts';

const someText = fc.string({ unit: fc.constantFrom('\t', '\n', '\r', ' ', '-', '.', '0', '7', 'e', 'ß', '\u0000') });

describe('parseSequences', () => {
  it('reads one person a line, oldest first, and passes over empty lines', () => {
    expect(parseSequences('1 10 11 12\n\n2 10\r\n').people).toEqual([
      { personKey: '1', itemIds: ['10', '11', '12'] },
      { personKey: '2', itemIds: ['10'] },
    ]);
  });

  it.each([
    ['1 10\n2', 'line 2: person "2" has no items'],
    ['1 10\n\n1 11', 'line 3: person "1" stands on an earlier line too'],
    ['\n \n', 'no line with a person and items'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseSequences(text)).toThrow(InvalidInputError);
    expect(() => parseSequences(text)).toThrow(message);
  });

  it('gives back what was written', () => {
    const anId = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    fc.assert(
      fc.property(fc.dictionary(anId, fc.array(anId, { minLength: 1 }), { minKeys: 1 }), (written) => {
        const people = Object.entries(written).map(([personKey, itemIds]) => ({ personKey, itemIds }));
        const text = people.map(({ personKey, itemIds }) => [personKey, ...itemIds].join(' ')).join('\n');
        expect(parseSequences(text).people).toEqual(people);
      }),
    );
  });

  it('refuses whatever else it is given with no other error', () => {
    fc.assert(
      fc.property(someText, (text) => {
        try {
          parseSequences(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

describe('sequenceFileOf', () => {
  it('finds the one text file among others', () => {
    expect(sequenceFileOf(['MANIFEST.json', 'Beauty.txt.gz', 'attributes.json.gz'])).toBe('Beauty.txt.gz');
  });

  it('refuses to choose, naming what there is', () => {
    expect(() => sequenceFileOf(['a.json'])).toThrow('got none');
    expect(() => sequenceFileOf(['a.txt', 'b.txt.gz'])).toThrow('got a.txt, b.txt.gz');
  });
});
