import { check } from '../../../shared/domain/check.ts';
import { type ItemImage, itemImageSchema } from '../../../shared/domain/item-image.ts';

/** @throws InvalidInputError naming each wrong field. */
export const parseItemImage = (body: unknown): ItemImage => check(itemImageSchema, body);
