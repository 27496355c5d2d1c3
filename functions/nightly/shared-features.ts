import { CONTENT_FIELDS, type ContentFeatures } from '../../shared/features/content.ts';
import type { ItemFeatures } from '../../shared/learning/item-embeddings.ts';
import { rowCountOf } from '../../shared/math/sparse-rows.ts';

/** A token on more than this share of the items says next to nothing of one of them. */
const COMMON_SHARE = 0.1;

/** The tokens that vectors can be shared by: those on two items and more, without the commonest and descriptions. */
export function sharedFeatures(content: ContentFeatures | undefined): ItemFeatures | undefined {
  if (content === undefined) return undefined;
  const { counts, fields } = content;
  const itemCount = rowCountOf(counts);
  const holders = new Int32Array(counts.columnCount);
  for (const token of counts.columns) holders[token]!++;
  const description = CONTENT_FIELDS.indexOf('description');
  const numbers = new Int32Array(counts.columnCount).fill(-1);
  let featureCount = 0;
  for (let token = 0; token < counts.columnCount; token++) {
    const isShared = holders[token]! >= 2 && holders[token]! <= Math.max(20, COMMON_SHARE * itemCount);
    if (isShared && fields[token] !== description) numbers[token] = featureCount++;
  }
  if (featureCount === 0) return undefined;
  const offsets = new Int32Array(itemCount + 1);
  const columns = new Int32Array(counts.columns.length);
  let size = 0;
  for (let item = 0; item < itemCount; item++) {
    for (let at = counts.offsets[item]!; at < counts.offsets[item + 1]!; at++) {
      const number = numbers[counts.columns[at]!]!;
      if (number >= 0) columns[size++] = number;
    }
    offsets[item + 1] = size;
  }
  return { featureCount, offsets, columns: columns.slice(0, size) };
}
