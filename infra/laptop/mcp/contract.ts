import * as z from 'zod';
import { segmentIdSchema } from '../../../functions/audiences/contract.ts';
import { metricSchema } from '../../../functions/console/contract.ts';
import { recommendationSchema } from '../../../functions/decide/contract.ts';

/** What tools take: the API's own schemas as far as it has one, with words for whoever reads only them. */

const asked = recommendationSchema.shape;
export const recommendInput = recommendationSchema.pick({ profiling: true, objective: true, diversity: true }).extend({
  placement: asked.placement.describe('Where the slate is to stand; list_placements says what each goes by'),
  userId: asked.userId.describe('Who it is for; leave out userId and anonymousId for somebody new'),
  anonymousId: asked.anonymousId.describe('The device that it is for, when its user is not known'),
  itemId: asked.itemId.describe('The page’s item: product and bought-together want one'),
  limit: asked.limit.describe('Items in the slate'),
  exclude: asked.exclude.describe('Items that must not be in it'),
  filter: asked.filter.describe('Only items that fulfil it; prices in minor units: 5000 is 50.00 EUR'),
  currency: asked.currency.describe('ISO 4217: what prices are told in beside the shop’s own'),
  context: asked.context.describe(
    'market (ISO 3166), device (mobile, tablet, desktop, tv, other), hour (0–23), locale',
  ),
  explore: asked.explore
    .default(false)
    .describe('true only when a shopper will see the slate: some slots may then be drawn by lot, to learn from'),
});

export const explanationInput = z.strictObject({
  decisionId: z.string().min(1).max(200).describe('As recommend gave it'),
  locale: z.string().min(2).max(35).default('en').describe('BCP 47: the language of words and titles'),
});

const segmentId = segmentIdSchema.describe('As list_segments names it');

export const segmentSizeInput = z.strictObject({
  segmentId: segmentId.optional(),
  rule: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'In place of segmentId, a rule that need not be kept: {"feature": "orders", "atLeast": 2} or {"prediction": "purchase", "atLeast": 0.3}, put together by {"all": […]}, {"any": […]}, {"not": …}',
    ),
});

export const membersInput = z.strictObject({
  segmentId,
  limit: z.int().min(1).max(500).default(20),
  cursor: z.string().min(1).optional().describe('nextCursor of the page before'),
});

export const profileInput = z.strictObject({
  profileId: z.string().min(1).describe('The id of a user, or of a device'),
  by: z.enum(['userId', 'anonymousId']).default('userId'),
});

export const metricInput = metricSchema.extend({
  name: metricSchema.shape.name.describe(
    'ctr: click rate; cvr: conversion rate; satisfaction: what shoppers answered and rated; roi: what experiments earned against their cost',
  ),
  placement: metricSchema.shape.placement.describe('One placement alone; all unless said'),
  from: metricSchema.shape.from.describe('First UTC day, 2026-11-01; 28 days up to the last unless said'),
  to: metricSchema.shape.to.describe('Last UTC day; today unless said; 366 days at most'),
});

export const modelCardInput = z.strictObject({
  name: z.string().min(1).max(200).describe('As list_models names it'),
  version: z.string().min(1).max(200).optional().describe('The newest unless said'),
});

export const nothing = z.strictObject({});

export type SegmentSizeInput = z.infer<typeof segmentSizeInput>;
