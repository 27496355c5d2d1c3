import { csvItems } from './csv.ts';
import type { FeedRow } from './feed-item.ts';
import { jsonLinesItems } from './json-lines.ts';
import { merchantItems } from './merchant.ts';
import { peek, readText } from './text.ts';

const READERS = { csv: csvItems, jsonl: jsonLinesItems, merchant: merchantItems };
export type FeedFormat = keyof typeof READERS;

/**
 * Reads a catalog file, row by row in constant memory, into items for `POST /v1/items:batch`. A row that says
 * something impossible is given as a defect, and the rest goes on. Text lengths and list sizes are the API's to judge.
 *
 * @param path - a file in UTF-8 or UTF-16, plain or gzipped.
 * @param format - by default what the extension, or else the beginning of the file, says.
 * @throws when the file cannot be opened, unzipped or decoded.
 */
export async function* readFeed(path: string, format?: FeedFormat): AsyncGenerator<FeedRow> {
  const { head, text } = await peek(readText(path));
  yield* READERS[format ?? formatOf(path, head)](text);
}

const FORMAT_OF_EXTENSION: ReadonlyMap<string, FeedFormat> = new Map([
  ['csv', 'csv'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['xml', 'merchant'],
  ['rss', 'merchant'],
]);

function formatOf(path: string, head: string): FeedFormat {
  const extension =
    path
      .toLowerCase()
      .replace(/[.]gz$/, '')
      .match(/[.]([^./\\]+)$/)?.[1] ?? '';
  return FORMAT_OF_EXTENSION.get(extension) ?? formatOfContent(head.trimStart());
}

function formatOfContent(head: string): FeedFormat {
  if (head.startsWith('<')) return 'merchant';
  if (/^[{[]/.test(head)) return 'jsonl';
  const names = head.split('\n', 1)[0]!.toLowerCase().split('\t');
  return names.includes('id') && names.some((name) => /^(image[ _])?link$/.test(name)) ? 'merchant' : 'csv';
}
