import { describe, expect, it } from 'vitest';
import { answerIndex } from '../../../../shared/dialogue/answers/answer-index.ts';

const SHOP = [
  { question: 'What are your opening hours?', answer: 'The shop in Ulm is open from 9 to 18, except on Sundays.' },
  { question: 'How do I clean suede?', answer: 'With a brush of crepe rubber, never with water.' },
  { question: 'Do you repair boots?', answer: 'Yes. We put on new soles and heels within a week.' },
  { question: 'Which parcel service brings my order?', answer: 'A cargo bike in town, the post elsewhere.' },
  { question: 'Can I have an invoice?', answer: 'It lies in the box.', otherWords: ['Quittung', '领收书怎么拿'] },
];
const index = answerIndex(SHOP);
const first = (text: string) => index.find(text, 1)[0]?.at;

describe('answerIndex', () => {
  it('gives the question itself first, with a score of at least what looks alike counts', () => {
    SHOP.forEach(({ question }, at) => {
      const [best] = index.find(question, 1);
      expect(best).toMatchObject({ at });
      expect(best!.score).toBeGreaterThan(0.499);
      expect(best!.score).toBeLessThanOrEqual(1);
    });
  });

  it('scores a text lower the less of it is in any question', () => {
    const [known, drowned] = ['repair boots', 'zyx wvq jkp repair boots qqw xxz'].map(
      (text) => index.find(text, 1)[0]!,
    );
    expect(drowned!.at).toBe(known!.at);
    expect(drowned!.score).toBeLessThan(0.9 * known!.score);
  });

  it('finds it in other words, misspelt, short, by its answer, and in Chinese', () => {
    expect(first('when are you open')).toBe(0);
    expect(first('cleening sude')).toBe(1);
    expect(first('cargo bike')).toBe(3);
    expect(first('能开发票吗')).toBe(4);
    expect(first('靴子坏了可以修吗')).toBe(2);
  });

  it('finds it by other words that the shop gave', () => {
    expect(first('quittung bitte')).toBe(4);
    expect(first('领收书')).toBe(4);
  });

  it('gives at most k, best first, and nothing where nothing is alike', () => {
    const found = index.find('repair of the order', 3);
    expect(found.length).toBeLessThanOrEqual(3);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(index.find('🙂', 3)).toEqual([]);
    expect(answerIndex([]).find('anything', 3)).toEqual([]);
  });
});
