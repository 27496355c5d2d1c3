import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import type { RelationAddress } from '../../../shared/domain/relation.ts';
import type { ProfileState } from '../../../shared/features/profile/profile.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';

/** A use of people's states that the night makes of the same folding. */
export interface StateWatcher {
  start(scan: ObservedScan): void;
  see(person: PersonState): void | Promise<void>;
  finish(): Promise<void>;
}

/** The state of somebody who may be personalised for, of their events up to the watermark, and their record. */
export interface PersonState {
  readonly partition: string;
  readonly state: ProfileState;
  /** The watermark, in ms since 1970: what ages of the state are counted from. */
  readonly atMs: number;
  readonly record: PersonRecord | undefined;
  /** Whom they know and who knows them, as the shop says; absent: nobody. */
  readonly relations?: readonly RelationAddress[];
  /** Nothing of what learning wants is refused, now or of any event up to the watermark. */
  readonly mayLearn: boolean;
  /** What they ordered up to the watermark, oldest first. */
  readonly orders: readonly KnownOrder[];
  /** Topmost categories of what they ordered, each once. */
  readonly boughtOf: readonly string[];
  /** What they were, and what came of it; absent: nothing is known of them from before, or not to be learnt from. */
  readonly past?: PastState;
}

export interface KnownOrder {
  /** Days since 1970 in UTC, by client time. */
  readonly day: number;
  /** What it came to, in its currency's minor unit; absent where the event does not say. */
  readonly paid?: { readonly currency: string; readonly amount: number };
}

/** Somebody as they were `OUTCOME_DAYS` before the watermark, and what they did from then on. */
export interface PastState extends Outcome {
  readonly state: ProfileState;
  readonly atMs: number;
}

/** What a person did within `OUTCOME_DAYS`. */
export interface Outcome {
  /** What they did, of any kind, and orders among it. */
  readonly events: number;
  readonly orders: number;
  /** Orders that named a coupon. */
  readonly couponOrders: number;
  /** Topmost categories of what they ordered, each once. */
  readonly boughtOf: readonly string[];
  /** The first message that reached them with `OPENED_WITHIN_DAYS` left to open it; absent: none did. */
  readonly message?: FirstMessage;
}

interface FirstMessage {
  readonly id: string;
  readonly atMs: number;
  readonly isOpened: boolean;
}

/** A month: most of who will buy again soon has, and most shops know more than one. */
export const OUTCOME_DAYS = 30;
