/** A device that turned out to be a person's. */
export interface IdentityLink {
  readonly anonymousId: string;
  readonly userId: string;
  /** When, by our clock, and which event said it. */
  readonly linkedAtMs: number;
  readonly messageId: string;
}
