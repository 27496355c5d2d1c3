import { stringHash } from '../../math/string-hash.ts';

/** Which passage of whom through which campaign. */
export interface Passage {
  readonly campaignId: string;
  /** Of the person: `partitionOf`. */
  readonly partition: string;
  readonly entry: string;
}

/** Characters of an id: as many as a profile tells messages apart by, and enough that no two are the same by chance. */
const ID_LENGTH = 40;

/**
 * The id of a step’s message: the same however often it is tried, another for each passage.
 * @param sha256 - in hex, of parts that cannot run into each other.
 */
export const messageIdOf = (
  { campaignId, partition, entry }: Passage,
  stepId: string,
  sha256: (...parts: readonly string[]) => string,
): string => sha256('campaign message', campaignId, partition, entry, stepId).slice(0, ID_LENGTH);

/** A draw for a step in [0, 1), of the person whenever they come, or of this passage. */
export function drawOf({ campaignId, partition, entry }: Passage, stepId: string, of: 'person' | 'passage'): number {
  const parts = [campaignId, stepId, partition, ...(of === 'passage' ? [entry] : [])];
  return stringHash(JSON.stringify(parts)) / 2 ** 32;
}
