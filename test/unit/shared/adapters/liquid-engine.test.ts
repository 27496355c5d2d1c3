import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liquidEngine } from '../../../../shared/adapters/liquid/template-engine.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import { type Shape, unknownIn } from '../../../../shared/domain/template.ts';

const engine = liquidEngine();
const shape: Shape = {
  of: {
    person: { of: { name: 'value', traits: 'anything' } },
    items: { each: { of: { title: 'value', tags: { each: 'value' } } } },
    forloop: 'anything',
  },
};
const unknownOf = (text: string) => {
  const read = engine.read(text);
  return 'defect' in read ? read.defect : read.variables.flatMap((one) => unknownIn(one, shape) ?? []);
};

describe('Liquid', () => {
  it('tells what a text names, by what its loops go through', () => {
    expect(unknownOf('{{ person.name }}{{ person.traits.any.thing }}{{ items.size }}{{ items.first.title }}')).toEqual(
      [],
    );
    expect(
      unknownOf(
        '{% for item in items %}{% for tag in item.tags %}{{ tag }}{% endfor %}{{ forloop.index }}{% endfor %}',
      ),
    ).toEqual([]);
    expect(unknownOf('{% for item in items %}\n{{ item.titel }}{% endfor %}{{ persona }}')).toEqual([
      'there is no persona; there are person, items, forloop',
      'there is no items.*.titel; of items.* there are title, tags',
    ]);
    expect(unknownOf('{{ person.name.first }}')).toEqual([
      'there is no person.name.first; of person.name there are no names: it is a value',
    ]);
    expect(unknownOf('{% assign x = items[0] %}{{ x.title }}')).toEqual([]);
  });

  it.each([
    ['a\n{{ b | shout }}', 2, /undefined filter: shout/],
    ['{% if x %}', 1, /not closed/],
    ['{% render "other" %}', 1, /tag "render" not found/],
    ['{% include "/etc/passwd" %}', 1, /tag "include" not found/],
  ])('refuses %j, naming the line', (text, line, reason) => {
    expect(unknownOf(text)).toEqual({ line, reason: expect.stringMatching(reason) });
  });

  it('escapes what is filled into HTML and nothing else, and reaches no prototype', () => {
    expect(engine.fill('{{ a }}{{ a | raw }}', { a: '<b>' }, 'html')).toBe('&lt;b&gt;<b>');
    expect(engine.fill('{{ a }}{{ none.at.all }}', { a: '<b>' }, 'plain')).toBe('<b>');
    expect(engine.fill('{{ a.constructor.name }}{{ a.__proto__ }}', { a: {} }, 'plain')).toBe('');
  });

  it.each([
    '{% for i in (1..10000000) %}x{% endfor %}',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}',
    '{% assign s = "aaaaaaaaaa" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
    '{% for i in (1..9999) %}{{ long }}{% endfor %}',
  ])('ends what would take too long or grow too large: %s', (text) => {
    const startMs = performance.now();
    expect(() => engine.fill(text, { long: 'x'.repeat(1000) }, 'plain')).toThrow(InvalidInputError);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('says of any text what is wrong with it, and throws nothing', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      ' for ',
      ' if ',
      'a',
      '.',
      '|',
      '[',
      ']',
      '"',
      ' in ',
      '\n',
      'endfor',
      '1',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 15 }), (parts) => {
        const read = engine.read(parts.join(''));
        if ('defect' in read) expect(read.defect.line).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
