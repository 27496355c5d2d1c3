import type { Placement } from '../../../shared/domain/decision.ts';
import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import { BEST, type PlacementPolicy } from '../../../shared/domain/placement-policy.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { PlacementPolicyReply } from './contract.ts';

export type StoredPlacementPolicies = Documents<PlacementPolicy>;

/** What a placement goes by: the shop's policy, or the best in their order. */
export const placementPolicy =
  (policies: StoredPlacementPolicies) =>
  async (placement: Placement): Promise<PlacementPolicyReply> => {
    const stored = await policies.find(placement);
    return { ...(stored?.body ?? BEST), placement, version: stored?.revision ?? 0 };
  };

/**
 * @param over - the version that it takes the place of; undefined: whichever is there.
 * @throws ConflictError when another version is there.
 */
export const setPlacementPolicy =
  (policies: StoredPlacementPolicies) =>
  async (placement: Placement, policy: PlacementPolicy, over?: number): Promise<PlacementPolicyReply> => {
    const before = over ?? (await policies.find(placement))?.revision ?? 0;
    const version = await policies.put(placement, policy, before);
    if (version === undefined)
      throw new ConflictError(`version ${before} of the policy is not there any more: read it again, and change that`);
    return { ...policy, placement, version };
  };

/** The placement shows the best again. @throws NotFoundError when the shop has set none. */
export const removePlacementPolicy =
  (policies: StoredPlacementPolicies) =>
  async (placement: Placement): Promise<void> => {
    if (!(await policies.remove(placement))) throw new NotFoundError('the placement has no policy of its own');
  };
