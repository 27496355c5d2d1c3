import type { Channel, MessageContent } from './message.ts';

/** What a message says before it is known to whom, in each language that the shop speaks. */
export interface MessageTemplate {
  readonly templateId: string;
  readonly channel: Channel;
  /** Traits of people that its texts name; what else a text may name is the same for all templates. */
  readonly traits: readonly string[];
  /** By BCP 47 tag. */
  readonly languages: Readonly<Record<string, MessageContent>>;
  /** Which to take, best first, where a person’s own is not among them; at least one. */
  readonly fallback: readonly string[];
}

/** Parts of a message’s content, each a text of its own. */
export const CONTENT_PARTS = ['subject', 'text', 'html', 'url'] as const;
export type ContentPart = (typeof CONTENT_PARTS)[number];

/** What stands behind a name in a template: a value, something with names of its own, a list, or whatever it may be. */
export type Shape = 'value' | 'anything' | { readonly of: Readonly<Record<string, Shape>> } | { readonly each: Shape };

/** A name that a template’s text uses. */
export interface NamedVariable {
  /** "person", "traits", "first_name"; a number or "*": one of a list. */
  readonly path: readonly (string | number)[];
  /** 1-based. */
  readonly line: number;
}

/**
 * Why there is nothing behind a name, and what there is instead; undefined: there is something.
 * @param shape - of all that a text may name.
 */
export function unknownIn({ path }: NamedVariable, shape: Shape): string | undefined {
  let at = shape;
  for (const [depth, key] of path.entries()) {
    if (at === 'anything') return undefined;
    const behind = typeof at === 'object' && 'each' in at ? eachOf(at.each, key) : fieldOf(at, key);
    if (behind === undefined) {
      const before = path.slice(0, depth).join('.');
      return `there is no ${path.slice(0, depth + 1).join('.')}; ${before === '' ? 'there are' : `of ${before} there are`} ${namesIn(at)}`;
    }
    at = behind;
  }
  return undefined;
}

/** Properties that Liquid itself gives lists. */
const OF_LISTS: Readonly<Record<string, boolean>> = { size: false, first: true, last: true };

function eachOf(each: Shape, key: string | number): Shape | undefined {
  if (typeof key === 'number' || key === '*') return each;
  const isElement = OF_LISTS[key];
  if (isElement === undefined) return undefined;
  return isElement ? each : 'value';
}

const fieldOf = (shape: Shape, key: string | number): Shape | undefined =>
  typeof shape === 'object' && 'of' in shape && Object.hasOwn(shape.of, key) ? shape.of[key] : undefined;

function namesIn(shape: Shape): string {
  if (typeof shape !== 'object') return 'no names: it is a value';
  return 'each' in shape
    ? `a number and ${Object.keys(OF_LISTS).join(', ')}`
    : Object.keys(shape.of).join(', ') || 'none';
}
