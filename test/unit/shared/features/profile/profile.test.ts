import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Purpose } from '../../../../../shared/domain/consent.ts';
import type { Event } from '../../../../../shared/domain/event.ts';
import {
  EMPTY_PROFILE,
  foldProfile,
  foldTimeline,
  type ProfileState,
  profileOf,
} from '../../../../../shared/features/profile/profile.ts';
import { foldAllAllowed, foldAllowed } from '../../../../../shared/privacy/fold-allowed.ts';
import { disturbed, partitionOf, someTimeline } from '../../../../support/timelines.ts';

const NOW_MS = 1_795_000_000_000;
const PEOPLE = 800;

const folded = (events: readonly Event[], from: ProfileState = EMPTY_PROFILE): ProfileState =>
  events.reduce(foldProfile, from);

const kept = (state: ProfileState): ProfileState => JSON.parse(JSON.stringify(state)) as ProfileState;

const told = (state: ProfileState): string => JSON.stringify(profileOf(state, undefined, NOW_MS));

describe('a profile', () => {
  it(`is the same to the bit for ${PEOPLE} people, however their events came, from two devices, and folded on`, () => {
    for (let seed = 1; seed <= PEOPLE; seed++) {
      const events = someTimeline({ userId: `u${seed}` }, seed, 1 + (seed % 40), NOW_MS);
      const [one, other] = [events.slice(0, events.length / 3), events.slice(events.length / 3)];
      const merged = partitionOf([...disturbed(other, seed), ...disturbed(one, seed + 1), ...other]);
      const scratch = folded(partitionOf(events));
      const cut = seed % (merged.length + 1);

      const throughNight = folded(merged.slice(cut), kept(folded(merged.slice(0, cut))));

      expect(JSON.stringify(throughNight)).toBe(JSON.stringify(scratch));
      expect(told(throughNight)).toBe(told(scratch));
    }
  });

  it('may be kept after any event', () => {
    const someone = fc.record({ seed: fc.nat(), count: fc.integer({ min: 1, max: 300 }), cuts: fc.array(fc.nat(300)) });
    fc.assert(
      fc.property(someone, ({ seed, count, cuts }) => {
        const events = partitionOf(someTimeline({ anonymousId: 'd' }, seed, count, NOW_MS));
        const onAndOn = events.reduce((state, event, i) => {
          const next = foldProfile(state, event);
          return cuts.includes(i) ? kept(next) : next;
        }, EMPTY_PROFILE);
        expect(JSON.stringify(onAndOn)).toBe(JSON.stringify(folded(events)));
      }),
      { numRuns: 50 },
    );
  });

  it('is the same to the bit of events one by one and of all of them at once, whatever was refused', () => {
    const refusals: readonly (readonly Purpose[])[] = [[], [], [], ['profiling'], ['personalisation'], ['analytics']];
    for (let seed = 1; seed <= 200; seed++) {
      const events = partitionOf(someTimeline({ userId: 'u' }, seed, 1 + (seed % 90), NOW_MS)).map(
        (event, i): Event => {
          const refused = refusals[(seed + i * i) % refusals.length]!;
          return refused.length === 0 ? event : { ...event, refused };
        },
      );
      const cut = seed % (events.length + 1);
      const [before, after] = [events.slice(0, cut), events.slice(cut)];

      expect(JSON.stringify(foldTimeline(folded(before), after))).toBe(JSON.stringify(folded(events)));
      expect(JSON.stringify(foldAllAllowed(before.reduce(foldAllowed, EMPTY_PROFILE), after))).toBe(
        JSON.stringify(events.reduce(foldAllowed, EMPTY_PROFILE)),
      );
    }
  });

  it('stays small, whatever a person does', () => {
    const events = partitionOf(someTimeline({ userId: 'busy' }, 5, 20_000, NOW_MS));
    expect(JSON.stringify(folded(events)).length).toBeLessThan(10_000);
  });

  it('of nobody’s events tells nothing', () => {
    expect(profileOf(EMPTY_PROFILE, undefined, NOW_MS)).toMatchObject({
      traits: {},
      features: { recency: {}, frequency: { events: 0, sessions: 0, orders: 0 }, money: [], prices: [] },
    });
  });
});
