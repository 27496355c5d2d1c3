/** Why the night takes a person for a machine. */
export const FLAG_REASONS = ['user-agent', 'rate', 'unusual'] as const;
export type FlagReason = (typeof FLAG_REASONS)[number];

/** Whether a person is taken for a bot, and by whom. An operator's word stands until the operator takes it back. */
export interface PersonFlag {
  readonly verdict: 'bot' | 'human';
  /** Of the night's verdict; an operator gives none. */
  readonly reasons: readonly FlagReason[];
  /** When it was said, in ms since 1970. */
  readonly atMs: number;
  readonly by: 'night' | 'operator';
}

/** A person whom a night found to be a bot. */
export interface FoundBot {
  readonly partition: string;
  readonly reasons: readonly FlagReason[];
}
