import { type FeedRow, quoted } from './feed-item.ts';

const MAX_LINE_CHARS = 1_000_000;

/** Items of a file with one JSON object a line, already as the API takes them; empty lines are left out. */
export async function* jsonLinesItems(text: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  let line = 0;
  for await (const content of lines(text)) {
    line++;
    if (content.trim() === '') continue;
    yield rowOf(line, content);
  }
}

function rowOf(line: number, content: string): FeedRow {
  if (content.length > MAX_LINE_CHARS) {
    return { line, defect: `line ${line}: is longer than the limit of ${MAX_LINE_CHARS} characters` };
  }
  let item: unknown;
  try {
    item = JSON.parse(content);
  } catch {
    return { line, defect: `line ${line}: ${quoted(content)} is not JSON; want one whole object a line` };
  }
  if (!isObject(item))
    return { line, defect: `line ${line}: ${quoted(content)} is not an object; want one item a line` };
  const { itemId } = item;
  if (typeof itemId !== 'string' || itemId === '') {
    const found = itemId === undefined ? 'missing' : `${quoted(JSON.stringify(itemId))} is no id`;
    return { line, defect: `line ${line}, field itemId: ${found}; every item needs a text that is not empty` };
  }
  return { line, item };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The lines of a text, cut at "\n" only: node:readline also cuts at U+2028, which JSON allows within a string. A line
 * beyond the limit comes as its beginning, one character longer than the limit.
 */
async function* lines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const piece of text) {
    const parts = piece.split('\n');
    for (const part of parts.slice(0, -1)) {
      yield (held + part).slice(0, MAX_LINE_CHARS + 1);
      held = '';
    }
    held = (held + parts.at(-1)!).slice(0, MAX_LINE_CHARS + 1);
  }
  if (held !== '') yield held;
}
