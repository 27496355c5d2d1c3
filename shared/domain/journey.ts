import type { ClaimRef } from './offer.ts';

/** Where a person is in a campaign. */
export interface Journey {
  readonly campaignId: string;
  /** What tells this passage from the person’s others through the campaign; ids of its messages are made of it. */
  readonly entry: string;
  /** When what began it happened; of two passages the later one has the later one. In ms since 1970. */
  readonly triggeredAtMs: number;
  /** What it is about: items that are cheaper or back; of a cart what lies in it is looked up when it is wanted. */
  readonly itemIds: readonly string[];
  /** new: nothing was looked at yet. under-way: at a step. ended: see `because`. */
  readonly status: 'new' | 'under-way' | 'ended';
  readonly enteredAtMs?: number;
  /** The step that it is at. */
  readonly stepId?: string;
  /** Of a step that waits: until when; in ms since 1970. */
  readonly waitsUntilMs?: number;
  /** Of a step with a message: why it is held back. */
  readonly heldBecause?: string;
  /** When it came to the message that it is at: how long that may be held is counted from there. */
  readonly reachedAtMs?: number;
  /** As of when the offer of the message is claimed, so that a claim that was cut off is made again as it was. */
  readonly offeredAtMs?: number;
  /** The variant or arm that was met last. */
  readonly variant?: string;
  /** It has come to where somebody who is held out is told nothing: from there on the holdout counts them. */
  readonly hasMetHoldout?: true;
  /** Arms that were drawn: by which step, with which probability. */
  readonly drawn?: readonly DrawnArm[];
  /** Why it ended. */
  readonly because?: string;
  readonly endedAtMs?: number;
}

export interface DrawnArm {
  readonly stepId: string;
  readonly arm: string;
  /** In (0, 1]. */
  readonly probability: number;
}

/** That a message of a campaign went out. */
export interface CampaignSend {
  readonly atMs: number;
  readonly stepId: string;
  readonly messageId: string;
  readonly variant?: string;
  readonly drawn?: readonly DrawnArm[];
  /** The offer that was given with it; absent: none. */
  readonly claim?: ClaimRef;
}

/** That a person met variants of experiments, told anything or not. */
export interface MetVariants {
  readonly atMs: number;
  /** By experiment. */
  readonly variants: Readonly<Record<string, string>>;
}

/**
 * What was counted, by `<variant>/<what>`; before the / nothing: over all variants. What: triggered, entered, sent,
 * held:<reason>, dropped:<reason>, ended:<reason>.
 */
export type Tally = Readonly<Record<string, number>>;

/** A journey with what all passages of the person through the campaign have come to. */
export interface KeptJourney {
  readonly journey: Journey;
  readonly tally: Tally;
  /** The newest. */
  readonly sends: readonly CampaignSend[];
  /** The newest, one a day and variant; absent: none. */
  readonly met?: readonly MetVariants[];
}

/** That somebody is to enter a campaign. */
export interface JourneyEntry {
  readonly campaignId: string;
  readonly entry: string;
  readonly triggeredAtMs: number;
  readonly itemIds: readonly string[];
  /** When the last passage must have ended at the latest; undefined: there must have been none. */
  readonly endedByMs: number | undefined;
}
