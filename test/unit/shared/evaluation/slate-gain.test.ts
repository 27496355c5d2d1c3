import { describe, expect, it } from 'vitest';
import { slateGain } from '../../../../shared/evaluation/off-policy/slate-gain.ts';

const slate = (rewards: number[], logged: number[], asked: number[]) => ({
  rewards: Float64Array.from(rewards),
  logged: Float64Array.from(logged),
  asked: Float64Array.from(asked),
});

describe('what a policy earns on slates of another', () => {
  it('is each reward times the weights up to its position', () => {
    const slates = [slate([1, 1], [0.5, 0.25], [1, 0.5]), slate([0, 1, 1], [1, 1, 0.5], [1, 0.5, 0])];
    const { logged, asked, gain } = slateGain(slates);
    // 1 · 2 + 1 · 4, and 0 · 1 + 1 · .5 + 1 · 0
    expect(logged.value).toBe(2);
    expect(asked.value).toBe((6 + 0.5) / 2);
    expect(gain.value).toBe(asked.value - logged.value);
  });

  it('is what they earned where the policy is the one that drew them', () => {
    const same = [slate([1, 0], [0.3, 0.2], [0.3, 0.2]), slate([0, 1], [0.1, 0.9], [0.1, 0.9])];
    expect(slateGain(same).gain).toMatchObject({ value: 0, low: 0, high: 0 });
  });

  it('is refused of no slate, and of a probability that nothing can be drawn with', () => {
    expect(() => slateGain([])).toThrow('at least one slate');
    expect(() => slateGain([slate([1], [1], [1]), slate([1, 1], [1, 0], [1, 1])])).toThrow('logged[1][1] = 0');
  });
});
