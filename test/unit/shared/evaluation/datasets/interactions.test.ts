import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { interactionFilesOf, parseInteractions } from '../../../../../shared/evaluation/datasets/interactions.ts';
import { hasSharedData, sharedText } from '../../../../support/shared-data.ts';

const someText = fc.string({
  unit: fc.constantFrom('\t', '\n', '\r', ' ', ',', '-', '.', '0', '7', 'e', 'ß', '\u0000'),
});

describe('parseInteractions', () => {
  it('reads a person a line, with people who have no items and people whom only test knows', () => {
    expect(parseInteractions('7 a b\r\n3 c\n4 \n', '3 d e\n9 a')).toEqual({
      people: [
        { personKey: '7', train: ['a', 'b'], test: [] },
        { personKey: '3', train: ['c'], test: ['d', 'e'] },
        { personKey: '4', train: [], test: [] },
        { personKey: '9', train: [], test: ['a'] },
      ],
      isOrdered: false,
    });
  });

  it('reads tables in the order of the file where there is no time', () => {
    const { people, isOrdered } = parseInteractions('user,item\n1,b\n2,c\n1,a\n', 'user\titem\n1\tz\n');
    expect(people).toEqual([
      { personKey: '1', train: ['b', 'a'], test: ['z'] },
      { personKey: '2', train: ['c'], test: [] },
    ]);
    expect(isOrdered).toBe(false);
  });

  it('reads a time as the order, of one time as the file has it', () => {
    const { people, isOrdered } = parseInteractions(
      'user_id\titem_id\ttimestamp\n1\tlate\t9.5\n1\tfirst\t1\n1\tsecond\t1\n',
      'user,item\n1,z',
    );
    expect(people[0]!.train).toEqual(['first', 'second', 'late']);
    expect(isOrdered).toBe(true);
  });

  it('passes over the kind that may stand after the time', () => {
    const { people, isOrdered } = parseInteractions(
      'user\titem\ttime\tkind\n1\tb\t9\tcart\n1\ta\t3\tview',
      'user,item\n1,c',
    );
    expect(isOrdered).toBe(true);
    expect(people).toEqual([{ personKey: '1', train: ['a', 'b'], test: ['c'] }]);
  });

  it.each([
    ['1 a\n1 b', 'tr, line 2: person "1" stands on an earlier line too'],
    ['\n', 'tr: no line with a person'],
    ['646,703\n', 'tr, line 1: want a heading such as user,item or user,item,time, got "646,703"'],
    ['user,item,price\n1,2,3', 'tr, line 1: want a heading'],
    ['user,item\n1,2\n1,2,3', 'tr, line 3: want user, item, got "1,2,3"'],
    ['user,item,time\n1,2,noon', 'tr, line 2: want user, item, time (a number), got "1,2,noon"'],
    ['user\titem\n1\t', 'tr, line 2: want user, item'],
  ])('refuses %j: %s', (train, message) => {
    const parse = () => parseInteractions(train, 'user,item\n1,2', { train: 'tr', test: 'te' });
    expect(parse).toThrow(InvalidInputError);
    expect(parse).toThrow(message);
  });

  it('names the other file when that one is wrong', () => {
    expect(() => parseInteractions('1 a', '', { train: 'tr', test: 'te' })).toThrow('te: no line with a person');
  });

  it('refuses whatever else it is given with no other error', () => {
    fc.assert(
      fc.property(someText, (text) => {
        try {
          parseInteractions(`user,item,time\n${text}`, text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });

  it.runIf(hasSharedData('cf-gowalla')).each([
    ['cf-gowalla', 'train.txt', 'test.txt', { people: 29858, items: 40981, train: 810128, test: 217242 }],
    ['social-lastfm', 'train_set.txt', 'test_set.txt', { people: 1892, items: 17632, train: 74267, test: 18567 }],
  ])('reads %s: %s, %s', (dataset, train, test, counts) => {
    const { people } = parseInteractions(sharedText(dataset, train), sharedText(dataset, test));
    expect({
      people: people.length,
      items: new Set(people.flatMap((person) => [...person.train, ...person.test])).size,
      train: people.reduce((sum, person) => sum + person.train.length, 0),
      test: people.reduce((sum, person) => sum + person.test.length, 0),
    }).toEqual(counts);
  });
});

describe('interactionFilesOf', () => {
  it('finds the two among others', () => {
    expect(interactionFilesOf(['raw_readme.txt.gz', 'test_set.txt.gz', 'train_set.txt.gz', 'trust.txt.gz'])).toEqual({
      train: 'train_set.txt.gz',
      test: 'test_set.txt.gz',
    });
  });

  it('refuses a folder without one of them, or with two', () => {
    expect(() => interactionFilesOf(['train.txt'])).toThrow('want exactly one test*.txt, .csv or .tsv, got none');
    expect(() => interactionFilesOf(['train.txt', 'train.csv', 'test.txt'])).toThrow('got train.txt, train.csv');
  });
});
