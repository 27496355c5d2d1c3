/** An item as `POST /v1/items:batch` takes it, or what was wrong with the row; `line` is where the row begins, from 1. */
export type FeedRow =
  | { readonly line: number; readonly item: Record<string, unknown> }
  | { readonly line: number; readonly defect: string };

/** What a cell's text means, or why it means nothing: a clause that follows the text. */
export type Parsed<T> = { readonly value: T } | { readonly reason: string };

/** An item in the making; an empty text counts as absent. */
export interface FeedItem {
  set<T>(name: string, column: string, text: string, parse: (text: string) => Parsed<T>): void;
  attribute(name: string, text: string): void;
  require(name: string, column: string): void;
  row(): FeedRow;
}

/** @param place - what the format calls the place of a value: "column" or "field". */
export function feedItem(line: number, place: string): FeedItem {
  const item = new Map<string, unknown>();
  const attributes = new Map<string, string>(); // a map, as a shop may name a column "__proto__"
  const reasons: string[] = [];
  const refused = new Set<string>();
  return {
    set(name, column, text, parse) {
      if (text.trim() === '') return;
      const parsed = parse(text.trim());
      if ('value' in parsed) {
        item.set(name, parsed.value);
        return;
      }
      refused.add(name);
      reasons.push(`${place} ${column}: ${quoted(text.trim())} ${parsed.reason}`);
    },
    attribute(name, text) {
      if (text.trim() !== '') attributes.set(name, text.trim());
    },
    require(name, column) {
      if (!item.has(name) && !refused.has(name)) reasons.push(`${place} ${column}: missing; every item needs one`);
    },
    row() {
      if (reasons.length > 0) return { line, defect: `line ${line}, ${reasons.join('; ')}` };
      if (attributes.size > 0) item.set('attributes', Object.fromEntries(attributes));
      return { line, item: Object.fromEntries(item) };
    },
  };
}

/** The start of a text, for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
