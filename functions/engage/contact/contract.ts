import { check } from '../../../shared/domain/check.ts';
import { type ContactPolicy, contactPolicySchema } from '../../../shared/domain/contact-policy.ts';

/** A policy as it is told. */
export interface ContactPolicyReply extends ContactPolicy {
  /** 0: the shop has set none, and what is told is what counts until it does. */
  readonly version: number;
}

/** @throws InvalidInputError naming each wrong field. */
export const parseContactPolicy = (body: unknown): ContactPolicy => check(contactPolicySchema, body);
