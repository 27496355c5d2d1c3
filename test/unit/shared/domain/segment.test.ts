import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, fulfils, numbersOf, type Rule } from '../../../../shared/domain/segment.ts';

const { rule: aRule } = fc.letrec<{ rule: Rule; condition: Condition }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    tie('condition'),
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('rule') }),
  ),
  condition: fc.record(
    { feature: fc.constantFrom('a', 'b', 'c'), atLeast: fc.integer({ max: 3 }), atMost: fc.integer({ min: -3 }) },
    { requiredKeys: ['feature'] },
  ),
}));
const aPerson = fc.record({ a: fc.integer(), b: fc.double(), c: fc.constant(Number.NaN) });
const named = (person: Readonly<Record<string, number>>) => (feature: string) => person[feature] ?? Number.NaN;

describe('a rule', () => {
  it('holds within bounds, both of them included', () => {
    const orders = { feature: 'orders', atLeast: 2, atMost: 4 };
    const holds = (count: number) => fulfils(orders, () => count);
    expect([1, 2, 4, 5].map(holds)).toEqual([false, true, true, false]);
    expect(fulfils({ feature: 'orders', atMost: 4 }, () => -1)).toBe(true);
  });

  it('has what is not known within no bounds, so that it lies outside of all', () => {
    const condition = { feature: 'nps', atMost: 6 };
    expect(fulfils(condition, () => Number.NaN)).toBe(false);
    expect(fulfils({ not: condition }, () => Number.NaN)).toBe(true);
  });

  it('is turned round by not, in any depth (De Morgan)', () => {
    fc.assert(
      fc.property(fc.array(aRule, { minLength: 1 }), aPerson, (rules, person) => {
        const holds = (rule: Rule) => fulfils(rule, named(person));
        expect(holds({ not: { all: rules } })).toBe(holds({ any: rules.map((not) => ({ not })) }));
        expect(holds({ all: rules })).toBe(rules.every(holds));
        expect(holds({ any: rules })).toBe(rules.some(holds));
      }),
    );
  });

  it('asks for the features that it names, each once, and for no others', () => {
    fc.assert(
      fc.property(aRule, aPerson, (rule, person) => {
        const asked = numbersOf(rule);
        expect(new Set(asked).size).toBe(asked.length);
        fulfils(rule, (feature) => {
          expect(asked).toContain(feature);
          return named(person)(feature);
        });
      }),
    );
  });
});
