import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A row's cells, or why there are none; `line` is where the row begins, from 1. */
export type TableRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly defect: string };

/** Far above any real row; one that is longer has a quote that never closes. */
const MAX_ROW_BYTES = 1_000_000;

interface RawRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
  readonly raw: string;
}

/**
 * The rows of a table of divided values, the header first, each with the line where it begins. Rows without any text
 * are left out. A row without end is given as a defect, and ends the table.
 */
export async function* tableRows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<TableRow> {
  let endless: TableRow | undefined;
  const parser = parse({
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true, // the reader compares with its header
    relax_quotes: true, // 5" screens are more frequent than broken quotes
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_BYTES,
    // With both relaxed, only a row without end is left to be skipped; the parser gives no row after it, but skips on.
    on_skip: (error, raw) => {
      endless ??= endlessRow(Number(error?.['lines'] ?? 1), raw);
      return undefined;
    },
  });
  async function* untilEndless(): AsyncGenerator<string> {
    for await (const piece of text) {
      if (endless !== undefined) return;
      yield piece;
    }
  }
  // pipeline hands errors on to the parser, whose reader throws them, and closes the text when the reader stops early.
  const rows: AsyncIterable<RawRow> = pipeline(Readable.from(untilEndless()), parser, () => undefined);
  for await (const { record, info, raw } of rows) yield { line: firstLineOf(info.lines, raw), cells: record };
  if (endless !== undefined) yield endless;
}

/** csv-parse counts up to the row's last line; what it read of the row may begin with empty lines. */
function firstLineOf(lastLine: number, raw: string): number {
  return lastLine - (raw.trim().split('\n').length - 1);
}

function endlessRow(lastLine: number, raw = ''): TableRow {
  const line = firstLineOf(lastLine, raw);
  const reason = `the row that begins here does not end within ${MAX_ROW_BYTES} bytes or the file`;
  return { line, defect: `line ${line}: ${reason}: is a quote not closed? Nothing after it was read` };
}
