import type { PersonRef } from '../domain/event.ts';
import type { Message } from '../domain/message.ts';

/** A message of the shop's own that may not be sent yet. */
export interface HeldMessage {
  readonly message: Message;
  /** Why the contact policy is not asked; absent: it is. */
  readonly overridePolicy?: string;
  /** From then on it is dropped; in ms since 1970. */
  readonly giveUpAtMs: number;
}

/** Where a held message lies. */
export interface HeldAddress {
  readonly person: PersonRef;
  readonly messageId: string;
}

/** Messages that wait with whom they are for. */
export interface HeldMessages {
  /** The same message again takes the place of what was there. @param dueAtMs - when it is tried again. */
  keep(held: HeldMessage, dueAtMs: number): Promise<void>;
  /**
   * Those that are due, the longest first; may name some that are gone by now.
   * @param shard - from 0 to `HELD_SHARDS` − 1.
   */
  due(shard: number, nowMs: number, limit: number): Promise<readonly HeldAddress[]>;
  /** Reads what was written last; undefined: it is gone. */
  get(address: HeldAddress): Promise<HeldMessage | undefined>;
  /** Tried again then, if it is still there. */
  postpone(address: HeldAddress, dueAtMs: number): Promise<void>;
  remove(address: HeldAddress): Promise<void>;
}

/** Parts of all held messages that can be read at the same time; part of what is stored. */
export const HELD_SHARDS = 4;
