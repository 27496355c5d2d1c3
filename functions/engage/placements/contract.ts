import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { PLACEMENTS, type Placement } from '../../../shared/domain/decision.ts';
import { type PlacementPolicy, parsePlacementPolicy } from '../../../shared/domain/placement-policy.ts';

/** A policy as it is told. */
export type PlacementPolicyReply = PlacementPolicy & {
  readonly placement: Placement;
  /** 0: the shop has set none, and what is told is what counts until it does. */
  readonly version: number;
};

/** @throws InvalidInputError naming each wrong field. */
export const parsePolicy = (body: unknown): PlacementPolicy => parsePlacementPolicy(body);

/** @throws InvalidInputError for a placement that there is not. */
export const parsePlacement = (value: unknown): Placement => check(z.enum(PLACEMENTS), value, '/placement');
