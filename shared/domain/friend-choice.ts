/** An item that people whom somebody knows turned to. It names none of them. */
export interface FriendChoice {
  readonly itemId: string;
  /** Of all that is listed for the person, what speaks for this item; in (0, 1]. */
  readonly share: number;
}
