import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { isRatingHeading, parseRatings, ratingFileOf } from '../../../../../shared/evaluation/datasets/ratings.ts';

describe('parseRatings', () => {
  it('reads ratings with times, oldest first, and of one time in the order of the file', () => {
    const text = 'userId,movieId,rating,timestamp\r\nu1,a,3.5,20\r\nu2,a,1,10\r\nu1,b,5,10\r\n';
    expect(parseRatings(text)).toEqual([
      { personKey: 'u2', itemId: 'a', value: 1, at: 10 },
      { personKey: 'u1', itemId: 'b', value: 5, at: 10 },
      { personKey: 'u1', itemId: 'a', value: 3.5, at: 20 },
    ]);
  });

  it('reads ratings without times, tab-separated, as the file has them', () => {
    expect(parseRatings('user\titem\tstars\n\nu1\ta\t-1\nu0\tb\t2')).toEqual([
      { personKey: 'u1', itemId: 'a', value: -1 },
      { personKey: 'u0', itemId: 'b', value: 2 },
    ]);
  });

  it('takes the newest of what a person rated again', () => {
    const text = 'user,item,rating,time\nu,a,1,30\nu,b,2,10\nu,a,3,20\nv,a,4,5';
    expect(parseRatings(text).map(({ personKey, itemId, value }) => [personKey, itemId, value])).toEqual([
      ['v', 'a', 4],
      ['u', 'b', 2],
      ['u', 'a', 1],
    ]);
    expect(parseRatings('user,item,rating\nu,a,1\nu,a,2')).toMatchObject([{ value: 2 }]);
  });

  it.each([
    ['', 'shop.csv, line 1: want a heading such as user,item,rating'],
    ['u1,a,3\n', 'line 1: want a heading such as user,item,rating or user,item,rating,timestamp, got "u1,a,3"'],
    ['user,item,rating\nu,a\n', 'line 2: want user, item, rating (a number), got "u,a"'],
    ['user,item,rating\nu,,3\n', 'line 2'],
    ['user,item,rating\n\nu,a,good\n', 'line 3: want user, item, rating (a number), got "u,a,good"'],
    ['user,item,rating,time\nu,a,3,noon\n', 'want user, item, rating (a number), time (a number), got "u,a,3,noon"'],
  ])('refuses %j, naming the file, the line and the value', (text, message) => {
    expect(() => parseRatings(text, 'shop.csv')).toThrow(InvalidInputError);
    expect(() => parseRatings(text, 'shop.csv')).toThrow(message);
  });

  it('throws nothing but InvalidInputError', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, hasHeading) => {
        try {
          parseRatings(hasHeading ? `user,item,rating\n${text}` : text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

describe('isRatingHeading', () => {
  it.each(['user,item,rating', 'userId,movieId,rating,timestamp', 'user\titem\tScore'])('takes %j', (line) => {
    expect(isRatingHeading(line)).toBe(true);
  });
  it.each(['user,item', 'user,item,time', 'label,I1,rating,I3', '1,2,3', 'u,i,rating,when'])('refuses %j', (line) => {
    expect(isRatingHeading(line)).toBe(false);
  });
});

describe('ratingFileOf', () => {
  it('is the only text of the folder', () => {
    expect(ratingFileOf(['MANIFEST.json', 'stars.csv.gz'])).toBe('stars.csv.gz');
    expect(() => ratingFileOf(['LICENSE'])).toThrow('with ratings, got none');
    expect(() => ratingFileOf(['a.csv', 'b.tsv'])).toThrow('with ratings, got a.csv, b.tsv');
  });
});
