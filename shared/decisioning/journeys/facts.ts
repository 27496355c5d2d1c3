import type { Interaction } from '../../domain/interaction.ts';

/** What is known of a person at the moment at which their journey goes on. */
export interface Facts {
  /** Where they are, as their newest event says, or else the shop’s. IANA. */
  readonly timeZone: string;
  /** Newest of what they did to items, oldest first. */
  readonly interactions: readonly Interaction[];
  /** Whether an item could be bought now. */
  isForSale(itemId: string): boolean;
  isIn(segmentId: string): boolean;
  /** Whether they opened the message of a step of this passage. */
  hasOpened(stepId: string): boolean;
  /** Of arms of a step, the probability of each, in their order; undefined: nothing was learnt, each is as likely. */
  armShares(stepId: string): readonly number[] | undefined;
  /** Whether they are of those whom no campaign speaks to; undefined: the deployment holds nobody out. */
  readonly isHeldOut: boolean | undefined;
  /** Their variant of an experiment; undefined: it does not run, or they are in none of its buckets. */
  variantIn(experimentId: string): string | undefined;
  /** A draw in [0, 1) for a step, the same whenever it is asked for: of the person, or of this passage of theirs. */
  draw(stepId: string, of: 'person' | 'passage'): number;
}
