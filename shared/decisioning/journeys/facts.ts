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
  /** A draw in [0, 1) for a step, the same whenever it is asked for: of the person, or of this passage of theirs. */
  draw(stepId: string, of: 'person' | 'passage'): number;
}
