import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qiniArea, qiniGain, qiniInfluence, qiniPoints } from '../../../../shared/math/qini.ts';

const aTable = fc
  .array(
    fc.record({
      score: fc.integer({ min: -3, max: 3 }),
      treated: fc.boolean(),
      outcome: fc.integer({ min: 0, max: 4 }),
    }),
    {
      minLength: 2,
      maxLength: 60,
    },
  )
  .filter((rows) => rows.some(({ treated }) => treated) && rows.some(({ treated }) => !treated))
  .map((rows) => ({
    scores: Float64Array.from(rows, ({ score }) => score),
    isTreated: Uint8Array.from(rows, ({ treated }) => (treated ? 1 : 0)),
    outcomes: Float64Array.from(rows, ({ outcome }) => outcome),
    propensities: new Float64Array(rows.length).fill(rows.filter(({ treated }) => treated).length / rows.length),
  }));

describe('the Qini curve', () => {
  it('is told by hand', () => {
    const data = {
      isTreated: Uint8Array.of(1, 0, 1, 0),
      outcomes: Float64Array.of(1, 0, 1, 1),
      propensities: new Float64Array(4).fill(0.5),
    };
    const points = qiniPoints(Float64Array.of(4, 3, 2, 1), data);
    expect(points.map(qiniGain)).toEqual([0, 1, 1, 2, 1]);
    // Trapezoids above the line to (4, 1): ½ · (0 + .75) + ½ · (.75 + .5) + ½ · (.5 + 1.25) + ½ · (1.25 + 0), over 4².
    expect(qiniArea(points)).toBeCloseTo(2.5 / 16, 12);
  });

  it('ends where any order ends, and has no area where all scores are one', () => {
    fc.assert(
      fc.property(aTable, ({ scores, ...data }) => {
        const points = qiniPoints(scores, data);
        const one = qiniPoints(new Float64Array(scores.length), data);
        expect(qiniGain(points.at(-1)!)).toBeCloseTo(qiniGain(one.at(-1)!), 9);
        expect(qiniArea(one)).toBeCloseTo(0, 12);
      }),
    );
  });

  it('has influence values whose mean is nearly the area where lots were drawn', () => {
    const n = 4000;
    const data = {
      isTreated: Uint8Array.from({ length: n }, (_, row) => row % 2),
      outcomes: Float64Array.from({ length: n }, (_, row) => (row % 2 === 1 && row < n / 2 ? 1 : 0)),
      propensities: new Float64Array(n).fill(0.5),
    };
    const scores = Float64Array.from({ length: n }, (_, row) => -row);
    const influence = qiniInfluence(scores, data);
    const mean = influence.reduce((sum, value) => sum + value, 0) / n;
    expect(mean).toBeCloseTo(qiniArea(qiniPoints(scores, data)), 3);
    // A half of the rows gains 1 when treated: at its end the curve is n / 4 high, the line n / 8.
    expect(mean).toBeCloseTo(1 / 16, 3);
  });

  it('refuses no row, and lengths that differ', () => {
    const data = { isTreated: new Uint8Array(1), outcomes: new Float64Array(1), propensities: new Float64Array(1) };
    expect(() => qiniPoints(new Float64Array(2), data)).toThrow('want as many scores as rows');
  });
});
