/** Lies beside the card of a version. */
export const DIFFERENCE_FILE = 'difference.json';

/** What two policies show the same people, side by side: what a change of the served one changes for a shop. */
export interface BehaviourDifference {
  /** The version that the new one is held against. */
  readonly against: string;
  /** Whose slates were made by both; all else is absent where they are too few to be told of. */
  readonly people: number;
  /** Share of them whose first item is another one. */
  readonly firstItemChanged?: number;
  /** Of the items of a slate, the mean share that both show. */
  readonly shared?: number;
  /** Whose exposure changes most: items, and whom they are of. */
  readonly items?: readonly ExposureChange[];
  readonly sellers?: readonly ExposureChange[];
  readonly categories?: readonly ExposureChange[];
}

export interface ExposureChange {
  /** The item, the seller or the category. */
  readonly id: string;
  /** Share of all slots that it has, of the served version and of the new one. */
  readonly before: number;
  readonly after: number;
}
