import type { ImageEmbedding } from '../../../shared/domain/item-image.ts';
import type { VectorGroup } from '../../../shared/learning/vector-neighbours.ts';
import type { StoredDocument } from '../../../shared/ports/documents.ts';

/** How the items look, by what computed it: only numbers of one model and one length say anything of each other. */
export function imageGroups(
  itemIds: readonly string[],
  stored: readonly StoredDocument<ImageEmbedding>[],
): readonly VectorGroup[] {
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const known = stored.filter(({ id }) => indexOf.has(id));
  const groups = Map.groupBy(known, ({ body }) => `${body.values.length} ${body.model}`);
  return [...groups.values()].map((images) => {
    const width = images[0]!.body.values.length;
    const values = new Float32Array(images.length * width);
    for (const [row, { body }] of images.entries()) values.set(body.values, row * width);
    return { items: Int32Array.from(images, ({ id }) => indexOf.get(id)!), width, values };
  });
}
