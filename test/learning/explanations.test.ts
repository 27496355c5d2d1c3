import { beforeAll, describe, expect, it } from 'vitest';
import { type Found, findOut, nightOfSimulatedShop } from '../support/recorded-decisions.ts';

// All 10,000: node test/bench/explanations.ts
const DECISIONS = 150;

describe('decisions of every kind, after a night on the simulated shop', () => {
  let found: Found;
  beforeAll(async () => {
    found = await findOut(await nightOfSimulatedShop(80, 80), { decisions: DECISIONS, explanations: 300, seed: 3 });
  }, 180_000);

  it('are explained by events without which their items would score lower, every one', () => {
    expect(found.cited).toBeGreaterThan(DECISIONS);
    expect(found.lowered).toBe(found.cited);
  });

  it('have scores that are the sum of their factors', () => {
    expect(found.explained).toBeGreaterThan(DECISIONS);
    expect(found.largestResidual).toBeLessThanOrEqual(1e-5);
  });

  it('come out the same when their records are replayed, in every bit', () => {
    expect(found).toMatchObject({ replaysEqual: DECISIONS, replaysExact: DECISIONS });
  });
});
