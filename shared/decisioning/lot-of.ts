import type { PlackettLuce } from '../domain/placement-policy.ts';
import { seededRandom } from '../math/random.ts';
import { stringHash } from '../math/string-hash.ts';
import type { Lot } from './drawn-slots.ts';

/** Another seed than that of the draw for new items, which then has the same numbers whatever the policy. */
const SEED = 1;

/** The lot of one decision: all its numbers follow from its id. */
export const lotOf = ({ kind: _, ...policy }: PlackettLuce, decisionId: string): Lot => ({
  ...policy,
  random: seededRandom(stringHash(decisionId, SEED)),
});
