import * as z from 'zod';
import { check } from './check.ts';
import type { Placement } from './decision.ts';

/** More are scored, kept on record and gone through for every slot. */
export const MOST_DRAWN_FROM = 100;

const bestSchema = z.strictObject({ kind: z.literal('best') }).readonly();

export const plackettLuceSchema = z
  .strictObject({
    kind: z.literal('plackett-luce'),
    /** Of scores, in log units: near 0 the best stand first; at 1 odds are as the model has them; above, all grow alike. */
    temperature: z.number().min(0.01).max(100),
    /** How many of the best may be drawn. */
    pool: z.int().min(2).max(MOST_DRAWN_FROM),
    /** The least probability that each of the pool which is not shown yet has at each open slot. */
    floor: z.number().min(0).max(0.5),
  })
  .refine(({ pool, floor }) => pool * floor <= 1, {
    path: ['floor'],
    message: 'the floor times the pool is more than 1: not everybody can have as much',
  })
  .readonly();

/**
 * How a placement chooses among the candidates that a model ranked.
 * best: the best, in their order. plackett-luce: by lot, the better the likelier, so that what works can be learnt.
 */
export const placementPolicySchema = z.discriminatedUnion('kind', [bestSchema, plackettLuceSchema]);

export type PlacementPolicy = z.infer<typeof placementPolicySchema>;
export type PlackettLuce = z.infer<typeof plackettLuceSchema>;

/** What placements without a stored policy go by. */
export const BEST: PlacementPolicy = { kind: 'best' };

/** @throws InvalidInputError naming each wrong field. */
export const parsePlacementPolicy = (value: unknown): PlacementPolicy => check(placementPolicySchema, value);

/** By placement, those that the shop has set. */
export type PlacementPolicies = Readonly<Partial<Record<Placement, PlacementPolicy>>>;
