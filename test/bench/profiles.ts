/**
 * Profiles of 100,000 people (or the number given): each folded from events that came in any order, twice, and from two
 * devices, with a night in between, beside the one folded from the first event. Ends with 1 if any differs in a bit.
 *
 *     node test/bench/profiles.ts [people]
 */
import { EMPTY_PROFILE, foldProfile, type ProfileState, profileOf } from '../../shared/features/profile/profile.ts';
import { disturbed, partitionOf, someTimeline } from '../support/timelines.ts';

const NOW_MS = 1_795_000_000_000;
const MOST_EVENTS = 40;
const people = Number(process.argv[2] ?? 100_000);

let events = 0;
let foldMs = 0;
let bytes = 0;
let largest = 0;
let different = 0;
for (let seed = 1; seed <= people; seed++) {
  const timeline = someTimeline({ userId: `u${seed}` }, seed, 1 + (seed % MOST_EVENTS), NOW_MS);
  const [one, other] = [timeline.slice(0, timeline.length / 3), timeline.slice(timeline.length / 3)];
  const merged = partitionOf([...disturbed(other, seed), ...disturbed(one, seed + 1), ...other]);
  const ordered = partitionOf(timeline);
  const cut = seed % (merged.length + 1);

  const startMs = performance.now();
  const scratch = ordered.reduce(foldProfile, EMPTY_PROFILE);
  foldMs += performance.now() - startMs;
  const kept = JSON.stringify(merged.slice(0, cut).reduce(foldProfile, EMPTY_PROFILE));
  const throughNight = merged.slice(cut).reduce(foldProfile, JSON.parse(kept) as ProfileState);

  const told = (state: ProfileState): string => JSON.stringify([state, profileOf(state, undefined, NOW_MS)]);
  if (told(throughNight) !== told(scratch)) different++;
  const size = JSON.stringify(scratch).length;
  events += ordered.length;
  bytes += size;
  largest = Math.max(largest, size);
}

const each = (ms: number): string => ((1000 * ms) / events).toFixed(1);
process.stdout.write(
  [
    `people ${people}, events ${events}, different ${different}`,
    `fold ${each(foldMs)} µs an event`,
    `state ${Math.round(bytes / people)} characters a person, the largest ${largest}`,
    '',
  ].join('\n'),
);
process.exitCode = different > 0 ? 1 : 0;
