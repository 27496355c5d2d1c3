import { describe, expect, it } from 'vitest';
import { independentInversePropensity } from '../../shared/evaluation/off-policy/slates.ts';
import { coverageOver } from '../support/off-policy-coverage.ts';

describe('off-policy estimators on logs of a known policy', () => {
  it('give 95 % intervals that hold the true value, and the narrower ones by a model', () => {
    const coverage = coverageOver(100, 600);
    for (const [name, { logs, covered }] of Object.entries(coverage)) {
      // 95 % less three standard errors of a share of 100.
      expect(covered / logs, name).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / logs));
    }
    const width = (name: string) => coverage[name]!.width / coverage[name]!.logs;
    expect(width('dr')).toBeLessThan(width('ips'));
    expect(width('rewardInteractionIps')).toBeLessThan(width('slateIps'));
  });

  it('take each position by itself where that is asked for', () => {
    const slates = {
      positions: 2,
      rewards: Float64Array.of(1, 0, 0, 1),
      logged: Float64Array.of(0.5, 1, 0.5, 0.25),
      asked: Float64Array.of(1, 1, 0.25, 0.5),
    };
    expect(independentInversePropensity(slates).value).toBe((2 + 2) / 2);
  });
});
