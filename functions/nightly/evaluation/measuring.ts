/** Where the figures of lists are cut off. */
export const CUTS = [5, 10, 20];
/** Of a list: as long as the longest cut. */
export const LIST_LENGTH = 20;
/** Bootstrap draws come from this seed, so that the same night gives the same interval. */
export const BOOTSTRAP_SEED = 20_261_124;
