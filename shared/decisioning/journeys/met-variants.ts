import { HELD_OUT, HOLDOUT, SERVED } from '../../domain/experiment.ts';
import type { KeptJourney, MetVariants } from '../../domain/journey.ts';
import { utcDay } from '../../domain/time.ts';
import type { Facts } from './facts.ts';

/** Those of an experiment's days and window, for somebody who comes by each day. */
const MOST_MET = 100;

/**
 * The journey with one more exposure: of whoever came so far, whether they are told something there or not. Of a day the
 * first counts, as only the first that there ever was is asked for.
 */
export function withMet(kept: KeptJourney, met: MetVariants): KeptJourney {
  const before = kept.met ?? [];
  const isKnown = before.some((one) => nameOf(one) === nameOf(met));
  return isKnown ? kept : { ...kept, met: [...before, met].slice(-MOST_MET) };
}

/**
 * The journey at the first place of a passage where who is held out goes another way than who is not. Once a passage: who
 * is held out goes no further.
 */
export function withHoldoutMet(kept: KeptJourney, { isHeldOut }: Facts, nowMs: number): KeptJourney {
  if (isHeldOut === undefined || kept.journey.hasMetHoldout) return kept;
  const met = withMet(kept, { atMs: nowMs, variants: { [HOLDOUT]: isHeldOut ? HELD_OUT : SERVED } });
  return { ...met, journey: { ...met.journey, hasMetHoldout: true } };
}

const nameOf = ({ atMs, variants }: MetVariants): string => JSON.stringify([utcDay(atMs), variants]);
