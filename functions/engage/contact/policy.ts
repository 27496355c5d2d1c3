import { CONTACT_POLICY_ID, type ContactPolicy, FIRST_CONTACT_POLICY } from '../../../shared/domain/contact-policy.ts';
import { ConflictError } from '../../../shared/domain/errors.ts';
import type { Documents, StoredDocument } from '../../../shared/ports/documents.ts';
import type { ContactPolicyReply } from './contract.ts';

export type ContactPolicies = Documents<ContactPolicy>;

const TRIES = 5;

/** The policy that counts now. */
export async function contactPolicy(policies: ContactPolicies): Promise<ContactPolicyReply> {
  const { body, revision } = await storedPolicy(policies);
  return { ...body, version: revision };
}

/**
 * Sets the policy; it counts for messages from then on.
 * @param ifVersion - the version that it takes the place of; undefined: whatever is there.
 * @throws ConflictError when another version is there.
 */
export const setContactPolicy =
  (policies: ContactPolicies) =>
  async (policy: ContactPolicy, ifVersion: number | undefined): Promise<ContactPolicyReply> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const { revision } = await storedPolicy(policies);
      if (ifVersion !== undefined && ifVersion !== revision)
        throw new ConflictError(`the contact policy has version ${revision}, not ${ifVersion}`);
      const version = await policies.put(CONTACT_POLICY_ID, policy, revision);
      if (version !== undefined) return { ...policy, version };
    }
    throw new ConflictError(`the contact policy was changed by others ${TRIES} times meanwhile; ask for it again`);
  };

const storedPolicy = async (policies: ContactPolicies): Promise<StoredDocument<ContactPolicy>> =>
  (await policies.find(CONTACT_POLICY_ID)) ?? { id: CONTACT_POLICY_ID, body: FIRST_CONTACT_POLICY, revision: 0 };
