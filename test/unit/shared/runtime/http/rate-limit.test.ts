import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimits } from '../../../../../shared/runtime/config.ts';
import { rateLimiter } from '../../../../../shared/runtime/http/rate-limit.ts';

const limits = { write: 10, secret: 20, shopper: 2, anonymous: 5 };

/** A limiter with a clock that is set by hand. */
function limiterAt() {
  const time = { nowMs: 1_795_000_000_000 };
  const limiter = rateLimiter(limits, { nowMs: () => time.nowMs });
  const taken = (count: number, caller = 'a') => {
    let done = 0;
    for (let i = 0; i < count; i++) {
      try {
        limiter.take('write', caller);
        done++;
      } catch {
        // has none left
      }
    }
    return done;
  };
  return { time, limiter, taken };
}

describe('a caller', () => {
  it('may send the requests of two seconds at once, and then as many a second as the limit', () => {
    const { time, taken } = limiterAt();
    expect(taken(100)).toBe(20);
    time.nowMs += 500;
    expect(taken(100)).toBe(5);
    time.nowMs += 60_000;
    expect(taken(100)).toBe(20);
  });

  it('takes nothing from another, nor from itself in another kind', () => {
    const { limiter, taken } = limiterAt();
    taken(100);
    expect(taken(1, 'b')).toBe(1);
    expect(() => limiter.take('secret', 'a')).not.toThrow();
  });

  it('is told the limit and after how many whole seconds to come again', () => {
    const { limiter } = limiterAt();
    for (let i = 0; i < 4; i++) limiter.take('shopper', 'a');
    expect(() => limiter.take('shopper', 'a')).toThrow(
      expect.objectContaining({ perSecond: 2, retryAfterSeconds: 1, code: 'rate_limited' }),
    );
  });

  it('is not counted where it is only looked at', () => {
    const { limiter, taken } = limiterAt();
    for (let i = 0; i < 100; i++) limiter.refuseSpent('write', 'a');
    expect(taken(100)).toBe(20);
    expect(() => limiter.refuseSpent('write', 'a')).toThrow();
  });

  it('never gets more than the burst and the limit times the time that passed, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2000, max: 5000 }), { maxLength: 60 }), (steps) => {
        const { time, taken } = limiterAt();
        let forwardMs = 0;
        let done = taken(3);
        for (const step of steps) {
          time.nowMs += step;
          forwardMs += Math.max(step, 0);
          done += taken(7);
        }
        expect(done).toBeLessThanOrEqual(20 + (forwardMs / 1000) * 10 + 1e-6);
      }),
    );
  });

  it('is forgotten when many others came since, so that memory is bounded', () => {
    const { limiter, taken } = limiterAt();
    taken(100);
    for (let i = 0; i < 10_000; i++) limiter.take('anonymous', `192.0.2.${i}`);
    expect(taken(1)).toBe(1);
  });
});

describe('limits of the environment', () => {
  it('are read in full, or stop the start saying what is wanted', () => {
    const text = 'write=10 secret=20 shopper=2 anonymous=5';
    expect(rateLimits({ RATE_LIMITS: text }, 'RATE_LIMITS')).toEqual(limits);
    for (const wrong of ['', 'write=10', text.replace('2', 'x'), `${text} other=3`, text.replace('10', '0')]) {
      expect(() => rateLimits({ RATE_LIMITS: wrong }, 'RATE_LIMITS')).toThrow(/want "write=NUMBER/);
    }
  });
});
