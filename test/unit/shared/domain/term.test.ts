import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuseClashes, termsIn } from '../../../../shared/domain/term.ts';

const found = (text: string, ...terms: readonly string[]) =>
  termsIn(
    text,
    terms.map((term) => ({ term })),
  ).map(({ from, to }) => text.slice(from, to));

describe('terms in a text', () => {
  it('stand there whatever their case, the longest of those that begin at one place', () => {
    expect(found('FELL boots of Fell', 'Fell', 'Fell Boots')).toEqual(['FELL boots', 'Fell']);
  });

  it('are no part of a longer word, but where words have no space between them', () => {
    expect(found('tents, tent and intent; tent2', 'tent')).toEqual(['tent']);
    expect(found('防水帐篷两件', '帐篷')).toEqual(['帐篷']);
    expect(found('iPhone手机壳', 'iPhone', '手机')).toEqual(['iPhone', '手机']);
    expect(found('C++ & (x) 50%', 'C++', '(x)', '50%')).toEqual(['C++', '(x)', '50%']);
  });

  it('never lie over each other, whatever the text', () => {
    const word = fc.stringMatching(/^[ab ()中文+.]{1,4}$/).filter((term) => term.trim() !== '');
    fc.assert(
      fc.property(fc.stringMatching(/^[ab ()中文+.]{0,40}$/), fc.array(word, { maxLength: 6 }), (text, terms) => {
        let end = 0;
        for (const { from, to, term } of termsIn(
          text,
          terms.map((said) => ({ term: said })),
        )) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(text.slice(from, to).toLowerCase()).toBe(term.term.toLowerCase());
          end = to;
        }
      }),
    );
  });

  it('are refused twice in one list, by their places', () => {
    expect(() => refuseClashes({ terms: [{ term: 'Fell' }, { term: 'tent' }, { term: 'FELL' }] })).toThrow(
      '/terms/2/term: "FELL" is term 0 already',
    );
    const many = Array.from({ length: 2000 }, (_, i) => ({ term: `term ${i} ${'x'.repeat(80)}` }));
    expect(() => refuseClashes({ terms: many })).toThrow(/characters exceed the limit of 100000/);
  });
});
