/**
 * How a model weighs its sources for a question: what this person wants, what is like an item, what is bought along
 * with one, what looks like one, what many want now.
 */
export const BLEND_NAMES = ['personal', 'similar', 'bought-together', 'looks-alike', 'trending'] as const;
export type BlendName = (typeof BLEND_NAMES)[number];
