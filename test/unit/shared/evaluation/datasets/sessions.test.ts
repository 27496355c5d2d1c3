import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { parseSessions, sessionFilesOf } from '../../../../../shared/evaluation/datasets/sessions.ts';

describe('parseSessions', () => {
  it('reads a session a line', () => {
    expect(parseSessions('1 2 1\n\n3 4\r\n')).toEqual([
      ['1', '2', '1'],
      ['3', '4'],
    ]);
  });

  it('reads a click a line, each session in the order of its times', () => {
    const text = 'SessionId\tItemId\tTime\n7\ta\t2.5\n8\tx\t1\n7\tb\t1.25\n';
    expect(parseSessions(text)).toEqual([['b', 'a'], ['x']]);
  });

  it.each([
    ['', 'no session'],
    ['SessionId\tItemId\tTime\n7\ta\tlate', 'line 2: want SessionId, ItemId and a number as Time'],
    ['SessionId\tItemId\tTime\n7\t\t1', 'line 2'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseSessions(text)).toThrow(InvalidInputError);
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
