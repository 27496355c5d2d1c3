import { describe, expect, it } from 'vitest';
import { judgePolicy } from '../../../../../functions/nightly/policies/judge-policy.ts';
import type { TriedPolicy } from '../../../../../functions/nightly/policies/try-policy.ts';

const VALUE = { value: 0, effective: 900 };
const tried = (value: number, low: number, high: number, doubt?: string): TriedPolicy => ({
  ...{ decisions: 900, learnt: VALUE, uniform: VALUE, byDefault: VALUE, logged: 0.2 },
  gain: { value, low, high, standardError: 0.01, n: 900, ...(doubt !== undefined && { doubt }) },
});

describe('what a night learnt for a decision point', () => {
  it('may be served where it earns more than what came, or where the log does not tell', () => {
    expect(judgePolicy(tried(0.1, 0.05, 0.15))).toMatchObject({
      passed: true,
      reason: expect.stringMatching(/^better: 0.300 a decision where 0.200 came/),
    });
    for (const unsure of [tried(0, -0.1, 0.1), tried(-1, -2, -0.5, 'not enough evidence: few'), undefined])
      expect(judgePolicy(unsure)).toMatchObject({
        passed: true,
        reason: expect.stringContaining('not enough evidence'),
      });
  });

  it('may not where it earns less beyond chance', () => {
    expect(judgePolicy(tried(-0.1, -0.15, -0.05))).toMatchObject({
      passed: false,
      reason: expect.stringMatching(/^worse/),
    });
  });
});
