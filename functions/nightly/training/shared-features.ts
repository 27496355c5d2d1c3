import { CONTENT_FIELDS, type ContentFeatures, NO_FACET } from '../../../shared/features/content.ts';
import type { ItemValues } from '../../../shared/learning/item-values.ts';
import type { ItemFeatures } from '../../../shared/math/embedding-rows.ts';
import { rowCountOf } from '../../../shared/math/sparse-rows.ts';

/** A token on more than this share of the items says next to nothing of one of them. */
const COMMON_SHARE = 0.1;

/** The tokens that vectors can be shared by: those on two items and more, without the commonest and descriptions. */
export function sharedFeatures(content: ContentFeatures | undefined): ItemFeatures | undefined {
  if (content === undefined) return undefined;
  const description = CONTENT_FIELDS.indexOf('description');
  const most = Math.max(20, COMMON_SHARE * rowCountOf(content.counts));
  const { tokens, ...rows } = withTokens(
    content,
    (token, holders) => holders >= 2 && holders <= most && content.fields[token] !== description,
  );
  return tokens.length === 0 ? undefined : { featureCount: tokens.length, ...rows };
}

/** The tokens that people's affinity is told by: those of facets, on two items and more. */
export function facetValues(content: ContentFeatures | undefined): ItemValues | undefined {
  if (content === undefined) return undefined;
  const { facets, facetNames } = content;
  const { tokens, ...rows } = withTokens(content, (token, holders) => holders >= 2 && facets[token] !== NO_FACET);
  if (tokens.length === 0) return undefined;
  return {
    valueCount: tokens.length,
    facets: Uint8Array.from(tokens, (token) => facets[token]!),
    facetCount: facetNames.length,
    ...rows,
  };
}

/** The items with some of their tokens, numbered anew. @param isWanted - is told on how many items a token stands. */
function withTokens({ counts }: ContentFeatures, isWanted: (token: number, holders: number) => boolean) {
  const holders = new Int32Array(counts.columnCount);
  for (const token of counts.columns) holders[token]!++;
  const tokens = [...holders.keys()].filter((token) => isWanted(token, holders[token]!));
  const numbers = new Int32Array(counts.columnCount).fill(-1);
  tokens.forEach((token, number) => {
    numbers[token] = number;
  });
  const offsets = new Int32Array(counts.offsets.length);
  const columns = new Int32Array(counts.columns.length);
  let size = 0;
  for (let item = 0; item + 1 < offsets.length; item++) {
    for (let at = counts.offsets[item]!; at < counts.offsets[item + 1]!; at++) {
      const number = numbers[counts.columns[at]!]!;
      if (number >= 0) columns[size++] = number;
    }
    offsets[item + 1] = size;
  }
  return { tokens, offsets, columns: columns.slice(0, size) };
}
