declare const isPseudonym: unique symbol;

/**
 * What stands for a person in snapshots and in all that is learnt: a pseudonym, which `Pseudonyms` alone makes. It has a
 * type of its own so that no partition, which has the person's id in it, is written where a pseudonym belongs.
 */
export type PersonKey = string & { readonly [isPseudonym]: true };
