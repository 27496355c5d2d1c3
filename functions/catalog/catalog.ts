import { NotFoundError } from '../../shared/domain/errors.ts';
import type { ImageEmbedding } from '../../shared/domain/item-image.ts';
import type { Catalog } from '../../shared/ports/catalog.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import { type BatchReceipt, type ItemReply, parseItems, toReply } from './contract.ts';

/** Items stored at a time: each is one read and one write of the store. */
const PARALLEL_PUTS = 16;

export const getItem =
  (catalog: Catalog) =>
  async (itemId: string): Promise<ItemReply> => {
    const entry = await catalog.get(itemId);
    if (entry === undefined) throw new NotFoundError(`no item "${itemId}"`);
    return toReply(entry);
  };

/** With what is known of how it looks. */
export const deleteItem =
  (catalog: Catalog, images: Pick<Documents<ImageEmbedding>, 'remove'>) =>
  async (itemId: string): Promise<void> => {
    const isThere = await catalog.delete(itemId);
    await images.remove(itemId); // also where the last attempt got no further than the item
    if (!isThere) throw new NotFoundError(`no item "${itemId}"`);
  };

/** Stores what is right and tells what is wrong; of two items with one id the later stays. */
export const putItems =
  (catalog: Catalog) =>
  async (body: unknown): Promise<BatchReceipt> => {
    const parsed = parseItems(body);
    const items = new Map(
      parsed.flatMap((entry) => ('item' in entry ? [[entry.item.itemId, entry.item] as const] : [])),
    );
    const left = [...items.values()];
    const worker = async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await catalog.put(item);
    };
    await Promise.all(Array.from({ length: PARALLEL_PUTS }, worker));
    const rejected = parsed.flatMap((entry, index) => ('item' in entry ? [] : [{ index, ...entry }]));
    return { accepted: parsed.length - rejected.length, rejected };
  };
