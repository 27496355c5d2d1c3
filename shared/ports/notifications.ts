import type { JsonObject } from '../domain/event.ts';

/** What providers tell by calling us, in an envelope that they sign. */
export interface SignedNotifications {
  /** Whether it comes from the provider as it stands. */
  isAuthentic(notification: JsonObject): Promise<boolean>;
  /** Answers a provider that asks whether it may tell us. @returns whether it took the answer. */
  confirm(notification: JsonObject): Promise<boolean>;
}
