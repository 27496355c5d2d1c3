import type { DecisionRecord } from '../domain/decision-record.ts';
import type { PersonRef } from '../domain/event.ts';
import type { ClaimRef } from '../domain/offer.ts';
import type { Page } from '../domain/page.ts';

/** Records of decisions, each for a while. */
export interface DecisionWriter {
  /**
   * Keeps a record, and lists it under the person that it was made for; when it resolves, it is durable.
   * @throws UnavailableError when it could not be stored.
   */
  append(record: DecisionRecord): Promise<void>;
}

export interface DecisionReader {
  /** Undefined for an id that was never given, and for one whose time is over. */
  get(decisionId: string): Promise<DecisionRecord | undefined>;
  /** What was decided for a person, newest first, a page at a time. */
  listOf(person: PersonRef, page: Page): Promise<DecisionPage>;
}

export interface DecisionPage {
  readonly decisions: readonly DecisionLine[];
  readonly nextCursor?: string;
}

/** A decision in the list of a person's. */
export interface DecisionLine {
  readonly decisionId: string;
  readonly decidedAt: string;
  readonly placement: string;
  /** In the order of the slate. */
  readonly itemIds: readonly string[];
  /** Parallel to `itemIds`: with which probability each was shown there. Absent in lines of before. */
  readonly probabilities?: readonly number[];
  /** Name of the policy that drew it; absent: "best". */
  readonly policy?: string;
  /** By experiment, the variant that the person met here; absent: none. */
  readonly variants?: Readonly<Record<string, string>>;
  /** Of an action: the numbers that it was chosen by, in the order of the point's features. */
  readonly features?: readonly number[];
  /** Of an action: the offer that was given with it; absent: none. */
  readonly claim?: ClaimRef;
}
