import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import { PLACEMENTS, type Placement } from '../../shared/domain/decision.ts';
import { InvalidInputError, TooLargeError } from '../../shared/domain/errors.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { itemIdSchema } from '../../shared/domain/item.ts';

const MAX_CONTEXT_CHARACTERS = 8 * 1024;
const KNOWN_CONTEXT = new Set(['market']);

const personId = z.string().min(1).max(256);
const market = z.string().regex(/^[A-Z]{2}$/, 'want an ISO 3166 code such as "DE"');

const requestSchema = z.strictObject({
  placement: z.enum(PLACEMENTS),
  userId: personId.optional(),
  anonymousId: personId.optional(),
  /** The page's item; placement "product" wants it. */
  itemId: itemIdSchema.optional(),
  limit: z.int().min(1).max(100).default(10),
  exclude: z.array(itemIdSchema).max(500).default([]),
  /** Facts of the request. Known: market. Others are ignored and named in warnings. */
  context: z.record(z.string(), z.unknown()).default({}),
});

export interface DecisionRequest {
  readonly placement: Placement;
  /** Undefined when the caller names nobody. */
  readonly person: PersonRef | undefined;
  readonly itemId: string | undefined;
  readonly limit: number;
  readonly exclude: readonly string[];
  readonly market: string | undefined;
  readonly warnings: readonly string[];
}

/** @throws InvalidInputError naming each wrong field; TooLargeError for a context beyond 8 KB. */
export function parseDecisionRequest(body: unknown): DecisionRequest {
  const { placement, userId, anonymousId, itemId, limit, exclude, context } = check(requestSchema, body);
  const contextSize = JSON.stringify(context).length;
  if (contextSize > MAX_CONTEXT_CHARACTERS) {
    throw new TooLargeError(`context has ${contextSize} characters; the limit is ${MAX_CONTEXT_CHARACTERS}`);
  }
  if (placement === 'product' && itemId === undefined) {
    throw new InvalidInputError('/itemId: placement "product" wants the page’s item', [
      { pointer: '/itemId', reason: 'placement "product" wants the page’s item' },
    ]);
  }
  const isNobody = userId === undefined && anonymousId === undefined;
  return {
    placement,
    person: isNobody
      ? undefined
      : { ...(userId !== undefined && { userId }), ...(anonymousId !== undefined && { anonymousId }) },
    itemId,
    limit,
    exclude,
    market: context['market'] === undefined ? undefined : check(market, context['market'], '/context/market'),
    warnings: Object.keys(context)
      .filter((key) => !KNOWN_CONTEXT.has(key))
      .map((key) => `context.${key} is not known and was ignored`),
  };
}
