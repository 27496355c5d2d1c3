import { describe, expect, it } from 'vitest';
import { ALARM_THRESHOLD, alarmsOf, streamingAnomaly } from '../../shared/learning/streaming-anomaly.ts';
import { tailSurprise } from '../../shared/learning/tail-surprise.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

const DAY = 96;

/** Thirty days by quarters of an hour with a daily swing and noise. */
function daily(seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from(
    { length: 30 * DAY },
    (_, t) => 100 + 30 * Math.sin((2 * Math.PI * t) / DAY) + 3 * drawNormal(random),
  );
}

function scoresOf(values: Float64Array): Float64Array {
  const detector = streamingAnomaly();
  return values.map((value, t) => detector.next(value, [t % DAY, Math.floor((t % DAY) / 4)]));
}

/** Alarms after the first five days. */
const alarmed = (values: Float64Array): readonly number[] =>
  alarmsOf(scoresOf(values), ALARM_THRESHOLD, 20).filter((at) => at >= 5 * DAY);

const PLANTED = 20 * DAY + 24;

describe('a detector of anomalies in a stream', () => {
  it('alarms a spike at once', () => {
    const values = daily(1);
    values[PLANTED]! += 60;
    expect(alarmed(values)).toContain(PLANTED);
  });

  it('alarms a swing that does not come, though every value of it is an ordinary one', () => {
    const values = daily(2);
    for (let t = PLANTED; t < PLANTED + DAY / 2; t++) values[t] = 100 + 0.5 * (values[t + DAY]! - values[t]!);
    expect(alarmed(values).some((at) => at >= PLANTED && at < PLANTED + DAY / 2)).toBe(true);
  });

  it('alarms a new level soon and once', () => {
    const values = daily(3).map((value, t) => value + (t >= PLANTED ? 40 : 0));
    const alarms = alarmed(values).filter((at) => at >= PLANTED && at < PLANTED + DAY / 2);
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toBeLessThan(PLANTED + 4);
  });

  it('alarms what is as ever less than once in 500 points', () => {
    const counts = [4, 5, 6, 7].map((seed) => alarmed(daily(seed)).length);
    expect(counts.reduce((a, b) => a + b)).toBeLessThan((4 * 25 * DAY) / 500);
  });

  it('looks at the past alone, and not at units', () => {
    const values = daily(8);
    const scores = scoresOf(values);
    const cut = 10 * DAY;
    const other = values.map((value, t) => (t < cut ? value : 0));
    expect(scoresOf(other).subarray(0, cut)).toEqual(scores.subarray(0, cut));
    expect(scoresOf(values.map((value) => 1024 * value))).toEqual(scores);
  });

  it('refuses what is no number', () => {
    expect(() => streamingAnomaly().next(Number.NaN, [0, 0])).toThrow('want a finite value, got NaN');
  });
});

describe('alarms', () => {
  it('are raised again only after quiet', () => {
    const scores = Float64Array.of(0, 5, 5, 0, 5, 0, 0, 0, 6);
    expect(alarmsOf(scores, 5, 2)).toEqual([1, 8]);
    expect(alarmsOf(scores, 5, 1)).toEqual([1, 4, 8]);
  });
});

describe('the surprise of a tail', () => {
  it('is −log₁₀ of Pareto’s tail, far beyond what was seen', () => {
    const random = seededRandom(9);
    const tail = tailSurprise(3000);
    const exponent = 2;
    for (let i = 0; i < 3000; i++) tail.add((1 - random()) ** (-1 / exponent));
    // 150 excesses: the mean of exponentials, known to 1/√150 of itself, 4 standard errors; and the edge's own error.
    for (const digits of [2, 4, 6])
      expect(Math.abs(tail.surprise(10 ** (digits / exponent), 1e-9) - digits)).toBeLessThan(
        (4 / Math.sqrt(150)) * digits,
      );
  });

  it('is the rank among what was seen below the tail, of the newest alone', () => {
    const tail = tailSurprise(100);
    for (let i = 0; i < 250; i++) tail.add((i * 37) % 250);
    const newest = Array.from({ length: 100 }, (_, i) => ((i + 150) * 37) % 250);
    for (const value of [0, 50, 101.5, 200]) {
      const atLeast = newest.filter((one) => one >= value).length;
      expect(tail.surprise(value, 1e-9)).toBeCloseTo(-Math.log10((atLeast + 1) / 101), 12);
    }
  });

  it('is none before thirty numbers', () => {
    const tail = tailSurprise(100);
    for (let i = 0; i < 29; i++) tail.add(1);
    expect(tail.surprise(1e9, 1e-9)).toBe(0);
  });
});
