/** Texts that this deployment signed, and can tell from all others. */
export interface SignedTexts {
  sign(payload: object): Promise<string>;
  /** What was signed; undefined for a text that was not, or not as it stands. */
  verified(text: string): Promise<unknown>;
}

/** Marks of what may be used once. */
export interface SingleUse {
  /**
   * Uses it up.
   * @param untilMs - when it would count no more anyway, in ms since 1970; the mark is kept as long.
   * @returns false when it was used up before.
   */
  spend(id: string, untilMs: number): Promise<boolean>;
}
