/** Tells texts that this deployment signed from all others. */
export interface CheckedTexts {
  /** What was signed; undefined for a text that was not, or not as it stands. */
  verified(text: string): Promise<unknown>;
}

/** Texts that this deployment signs. */
export interface SignedTexts extends CheckedTexts {
  sign(payload: object): Promise<string>;
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
