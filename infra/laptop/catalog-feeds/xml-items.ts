/** The text of one `<item>` element, tags included; or what was wrong. */
export type XmlItem =
  | { readonly line: number; readonly xml: string }
  | { readonly line: number; readonly defect: string };

const MAX_ITEM_CHARS = 1_000_000;
/** Longer than any mark, so that none is missed that lies across two pieces. */
const MARK_CHARS = 16;
const MARK = /<!--|<!\[CDATA\[|<item(?=[\s>])|<\/item\s*>/g;
const END_OF = { '<!--': '-->', '<![CDATA[': ']]>' } as const;

/**
 * Cuts a feed into its items without holding more than one of them, so that one broken item does not take the file
 * with it and each has its line. Document types are never seen by a parser: a feed can declare no entities.
 */
export async function* xmlItems(text: AsyncIterable<string>): AsyncGenerator<XmlItem> {
  let held = '';
  let line = 1;
  let isOpen = false;
  for await (const piece of text) {
    held += piece;
    const found = cut(held);
    let counted = 0;
    for (const { start, end } of found.items) {
      line += newlinesIn(held.slice(counted, start));
      counted = start;
      yield { line, xml: held.slice(start, end) };
    }
    line += newlinesIn(held.slice(counted, found.rest));
    held = held.slice(found.rest);
    isOpen = found.isOpen;
    if (held.length > MAX_ITEM_CHARS) break;
  }
  if (isOpen) {
    const reason = `${held.slice(0, 5)}… does not end within ${MAX_ITEM_CHARS} characters or the file`;
    yield { line, defect: `line ${line}: ${reason}; nothing after it was read` };
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Cut {
  /** The whole items in the text. */
  readonly items: readonly Span[];
  /** Where the part begins that needs more text to be judged. */
  readonly rest: number;
  /** Whether that part is an item, a comment or a CDATA section without its end. */
  readonly isOpen: boolean;
}

function cut(text: string): Cut {
  const items: Span[] = [];
  let start = -1; // of the open item
  let done = 0;
  MARK.lastIndex = 0;
  for (let mark = MARK.exec(text); mark !== null; mark = MARK.exec(text)) {
    const [found] = mark;
    if (found === '<!--' || found === '<![CDATA[') {
      const end = text.indexOf(END_OF[found], mark.index + found.length);
      if (end === -1) return { items, rest: start === -1 ? mark.index : start, isOpen: true };
      MARK.lastIndex = end + '-->'.length;
    } else if (found === '<item') {
      if (start === -1) start = mark.index;
    } else if (start !== -1) {
      items.push({ start, end: MARK.lastIndex });
      start = -1;
    }
    done = MARK.lastIndex;
  }
  return start === -1
    ? { items, rest: Math.max(done, text.length - MARK_CHARS), isOpen: false }
    : { items, rest: start, isOpen: true };
}

function newlinesIn(text: string): number {
  return text.split('\n').length - 1;
}
