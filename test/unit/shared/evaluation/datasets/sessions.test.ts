import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { parseSessions, sessionFilesOf } from '../../../../../shared/evaluation/datasets/sessions.ts';

describe('parseSessions', () => {
  it('reads a session a line', () => {
    expect(parseSessions('1 2 1\n\n3 4\r\n')).toEqual([
      { itemIds: ['1', '2', '1'], lastAtMs: null },
      { itemIds: ['3', '4'], lastAtMs: null },
    ]);
  });

  it('reads a click a line, each session in the order of its times, the one with the newest click last', () => {
    const text = 'SessionId\tItemId\tTime\n7\ta\t2.5\n8\tx\t1\n7\tb\t1.25\n9\tz\t1\n';
    expect(parseSessions(text)).toEqual([
      { itemIds: ['x'], lastAtMs: 1000 },
      { itemIds: ['z'], lastAtMs: 1000 },
      { itemIds: ['b', 'a'], lastAtMs: 2500 },
    ]);
  });

  it('knows seconds from milliseconds', () => {
    const lastAtMs = (time: string) => parseSessions(`SessionId\tItemId\tTime\n7\ta\t${time}`)[0]!.lastAtMs;
    expect(lastAtMs('1396437466.94')).toBeCloseTo(1396437466940, 0);
    expect(lastAtMs('1396437466940')).toBe(1396437466940);
  });

  it.each([
    ['', 'no session'],
    ['SessionId\tItemId\tTime\n7\ta\tlate', 'line 2: want SessionId, ItemId and a number as Time'],
    ['SessionId\tItemId\tTime\n7\t\t1', 'line 2'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseSessions(text)).toThrow(InvalidInputError);
    expect(() => parseSessions(text, 'c.txt')).toThrow(`c.txt`);
    expect(() => parseSessions(text)).toThrow(message);
  });
});

describe('sessionFilesOf', () => {
  it('knows the forms of public sets', () => {
    expect(sessionFilesOf(['README.md', 'train_sessions.txt.gz', 'test_sessions.txt.gz'])).toEqual({
      train: 'train_sessions.txt.gz',
      test: 'test_sessions.txt.gz',
    });
    expect(sessionFilesOf(['test.txt', 'train.txt', 'valid.txt'])).toEqual({
      train: 'train.txt',
      test: 'test.txt',
      tuning: { train: 'train.txt', validation: 'valid.txt' },
    });
    expect(sessionFilesOf(['c_test.txt', 'c_train_full.txt', 'c_train_tr.txt', 'c_train_valid.txt'])).toEqual({
      train: 'c_train_full.txt',
      test: 'c_test.txt',
      tuning: { train: 'c_train_tr.txt', validation: 'c_train_valid.txt' },
    });
  });

  it('refuses a folder without a test, or with two', () => {
    expect(() => sessionFilesOf(['train.txt'])).toThrow('want exactly one test file, got none');
    expect(() => sessionFilesOf(['train.txt', 'test1.txt', 'test2.txt'])).toThrow('got test1.txt, test2.txt');
  });
});
