import * as z from 'zod';
import { check, defectsOf } from '../../shared/domain/check.ts';
import { type InputDefect, TooLargeError } from '../../shared/domain/errors.ts';
import { type CatalogEntry, type Item, itemContentSchema, itemIdSchema, itemSchema } from '../../shared/domain/item.ts';

export const MAX_BATCH_ITEMS = 1000;
const MAX_BODY_BYTES = 5 * 1024 * 1024;

const batchSchema = z.strictObject({ items: z.array(z.unknown()).min(1).max(MAX_BATCH_ITEMS) });

export interface ItemReply extends Item {
  readonly version: number;
}

/** The verdict on each item that was refused; all others are stored. */
export interface BatchReceipt {
  readonly accepted: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly itemId?: string;
    readonly errors: readonly InputDefect[];
  }[];
}

export const toReply = ({ item, version }: CatalogEntry): ItemReply => ({ ...item, version });

/** @throws InvalidInputError naming each wrong field by its pointer. */
export function parseItem(itemId: string, body: unknown): Item {
  const id = check(itemIdSchema, itemId, '/itemId');
  return { itemId: id, ...check(itemContentSchema, body) };
}

/** The items of a batch, each read or refused by itself. @throws InvalidInputError when it is no batch. */
export function parseItems(
  body: unknown,
): readonly ({ readonly item: Item } | { readonly itemId?: string; readonly errors: readonly InputDefect[] })[] {
  return check(batchSchema, body).items.map((raw) => {
    const result = itemSchema.safeParse(raw);
    if (result.success) return { item: result.data };
    const itemId = z.object({ itemId: z.string() }).safeParse(raw).data?.itemId;
    return { ...(itemId !== undefined && { itemId }), errors: defectsOf(result.error) };
  });
}

export function refuseOversize(bytes: number): void {
  if (bytes > MAX_BODY_BYTES) throw new TooLargeError(`the body has ${bytes} bytes; the limit is ${MAX_BODY_BYTES}`);
}
