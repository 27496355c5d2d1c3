import { PLACEMENTS } from '../../shared/domain/decision.ts';
import { InvalidInputError } from '../../shared/domain/errors.ts';
import {
  type PlacementPolicies,
  type PlacementPolicy,
  parsePlacementPolicy,
} from '../../shared/domain/placement-policy.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/ports/system.ts';

export interface PlacementPolicyPorts {
  readonly documents: Pick<Documents<PlacementPolicy>, 'list'>;
  readonly log: Log;
}

/**
 * What the shop has set for placements. A policy that this code cannot read, as newer code may have written it, is none:
 * its placement shows the best, and the log says so once.
 */
export function storedPolicies({ documents, log }: PlacementPolicyPorts): () => Promise<PlacementPolicies> {
  const told = new Set<string>();
  return async () => {
    const policies: Record<string, PlacementPolicy> = {};
    for (const { id, body, revision } of await documents.list()) {
      if (!PLACEMENTS.some((placement) => placement === id)) continue;
      try {
        policies[id] = parsePlacementPolicy(body);
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        const name = `${id} ${revision}`;
        if (!told.has(name)) log.warn('policy of a placement cannot be read', { placement: id, revision });
        told.add(name);
      }
    }
    return policies;
  };
}
