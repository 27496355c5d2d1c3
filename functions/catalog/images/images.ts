import { ConflictError, invalidAt, NotFoundError } from '../../../shared/domain/errors.ts';
import { type ImageEmbedding, type ItemImage, imageEmbedding } from '../../../shared/domain/item-image.ts';
import { imageFeatures, OWN_IMAGE_MODEL } from '../../../shared/features/image-features.ts';
import type { Catalog } from '../../../shared/ports/catalog.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { ImageDecoder } from '../../../shared/ports/image-decoder.ts';

export interface ImagePorts {
  readonly catalog: Pick<Catalog, 'get'>;
  /** By the item's id. */
  readonly images: Documents<ImageEmbedding>;
  readonly decoder: ImageDecoder;
}

/** What is known of how an item looks. */
export interface ImageReply {
  readonly itemId: string;
  readonly model: string;
  /** How many numbers are kept. */
  readonly dimensions: number;
}

/**
 * Keeps numbers that say what the image looks like; nothing else of a file is kept, nor what it says of camera or place.
 * @throws NotFoundError when the item is not in the catalog; InvalidInputError when the file cannot be read;
 * ConflictError when somebody else changes it now.
 */
export const putImage =
  ({ catalog, images, decoder }: ImagePorts) =>
  async (itemId: string, image: ItemImage): Promise<ImageReply> => {
    if ((await catalog.get(itemId)) === undefined) throw new NotFoundError(`no item "${itemId}"`);
    const embedding = await embeddingOf(image, decoder);
    const before = await images.find(itemId);
    const revision = await images.put(itemId, embedding, before?.revision ?? 0);
    if (revision === undefined) throw new ConflictError(`the image of "${itemId}" is changed by others now; try again`);
    return replyOf(itemId, embedding);
  };

/** @throws NotFoundError */
export const getImage =
  ({ images }: Pick<ImagePorts, 'images'>) =>
  async (itemId: string): Promise<ImageReply> => {
    const found = await images.find(itemId);
    if (found === undefined) throw missing(itemId);
    return replyOf(itemId, found.body);
  };

/** @throws NotFoundError */
export const deleteImage =
  ({ images }: Pick<ImagePorts, 'images'>) =>
  async (itemId: string): Promise<void> => {
    if (!(await images.remove(itemId))) throw missing(itemId);
  };

async function embeddingOf({ file, embedding }: ItemImage, decoder: ImageDecoder): Promise<ImageEmbedding> {
  if (embedding !== undefined) return imageEmbedding(embedding.model, embedding.values);
  const decoded = await decoder.decode(Buffer.from(file ?? '', 'base64'));
  if ('defect' in decoded) throw invalidAt('/file', decoded.defect);
  return imageEmbedding(OWN_IMAGE_MODEL, imageFeatures(decoded));
}

const missing = (itemId: string) => new NotFoundError(`nothing is known of how "${itemId}" looks`);

const replyOf = (itemId: string, { model, values }: ImageEmbedding): ImageReply => ({
  itemId,
  model,
  dimensions: values.length,
});
