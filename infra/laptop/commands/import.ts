import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { defineCommand } from 'citty';
import { readFeed } from '../catalog-feeds/read-feed.ts';
import { exchangeRateText, isExchangeRateFile } from '../exchange-rate-file.ts';
import type { FrontDoor } from '../front-door.ts';
import { number } from '../terminal.ts';
import { absolute, directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';
import { doorOptions, withFrontDoor } from './with-front-door.ts';

const FORMATS = ['csv', 'jsonl', 'merchant', 'events', 'exchange-rates'] as const;
type Format = (typeof FORMATS)[number];

export default defineCommand({
  meta: {
    name: 'import',
    description: 'Send a catalog file, or a file of events or of exchange rates, through the HTTP API',
  },
  args: {
    file: {
      type: 'positional',
      description: 'CSV, JSON Lines or Google Merchant feed; .gz is read too; of rates CSV, XML or ZIP',
      required: true,
    },
    format: {
      type: 'enum',
      options: [...FORMATS],
      description: 'events = one Segment event a line; default: by the file’s name (eurofxref… = exchange-rates)',
    },
    ...doorOptions,
    ...directoryOption,
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const file = absolute(args.file);
      const format = (args.format as Format | undefined) ?? (isExchangeRateFile(file) ? 'exchange-rates' : undefined);
      const outcome = await withFrontDoor(args, (door) =>
        terminal.task(
          'import',
          ({ note }) => {
            if (format === 'events') return importEvents(door, file, note);
            return format === 'exchange-rates' ? importRates(door, file) : importItems(door, file, format, note);
          },
          ({ accepted, refusedCount, told = '' }) =>
            `${number(accepted)} taken, ${number(refusedCount)} refused${told}`,
        ),
      );
      for (const defect of outcome.refused) terminal.line(`    ${defect}`);
      if (outcome.refusedCount > outcome.refused.length) {
        terminal.line(`    … and ${number(outcome.refusedCount - outcome.refused.length)} more`);
      }
      if (args.json) printJson(outcome);
      if (outcome.accepted === 0) process.exitCode = 1;
    }),
});

interface Outcome {
  readonly accepted: number;
  readonly refusedCount: number;
  /** Where and why, for the first of them. */
  readonly refused: readonly string[];
  /** What else is said of what was taken. */
  readonly told?: string;
}

const REFUSED_SHOWN = 20;

/** Counts what is refused, and keeps the first reasons. */
function refusals() {
  const shown: string[] = [];
  let count = 0;
  return {
    add(reason: string): void {
      count++;
      if (shown.length < REFUSED_SHOWN) shown.push(reason);
    },
    get outcome() {
      return { refusedCount: count, refused: shown };
    },
  };
}

const ITEMS_A_CALL = 500;

async function importItems(
  door: FrontDoor,
  file: string,
  format: Exclude<Format, 'events' | 'exchange-rates'> | undefined,
  note: (text: string) => void,
): Promise<Outcome> {
  let accepted = 0;
  const refused = refusals();
  let chunk: { readonly line: number; readonly item: unknown }[] = [];
  const send = async () => {
    if (chunk.length === 0) return;
    const answer = (await door.call('POST', '/v1/items:batch', {
      items: chunk.map(({ item }) => item),
    })) as {
      accepted: number;
      rejected: { index: number; errors: { pointer: string; reason: string }[] }[];
    };
    accepted += answer.accepted;
    for (const { index, errors } of answer.rejected) {
      refused.add(
        `line ${chunk[index]?.line}: ${errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; ')}`,
      );
    }
    chunk = [];
    note(`${number(accepted)} items`);
  };
  for await (const row of readFeed(file, format)) {
    if ('defect' in row) refused.add(`line ${row.line}: ${row.defect}`);
    else chunk.push(row);
    if (chunk.length === ITEMS_A_CALL) await send();
  }
  await send();
  return { accepted, ...refused.outcome };
}

const EVENTS_A_CALL = 1000;

async function importEvents(door: FrontDoor, file: string, note: (text: string) => void): Promise<Outcome> {
  let accepted = 0;
  const refused = refusals();
  let chunk: unknown[] = [];
  const send = async () => {
    if (chunk.length === 0) return;
    const receipt = await door.sendEvents('/v1/import', chunk, () => undefined);
    accepted += receipt.accepted;
    for (const defect of receipt.defects) refused.add(defect);
    chunk = [];
    note(`${number(accepted)} events`);
  };
  const bytes = createReadStream(file);
  const lines = createInterface({
    input: file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes,
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    try {
      chunk.push(JSON.parse(text));
    } catch {
      refused.add(`line ${line}: not JSON`);
    }
    if (chunk.length === EVENTS_A_CALL) await send();
  }
  await send();
  return { accepted, ...refused.outcome };
}

/** All of the file, or nothing: the days that it names are counted. */
async function importRates(door: FrontDoor, file: string): Promise<Outcome> {
  const { days, from, until, currencies } = (await door.sendText('/v1/exchange-rates', exchangeRateText(file))) as {
    days: number;
    from: string;
    until: string;
    currencies: readonly string[];
  };
  const told = `: days of rates from ${from} to ${until}, of ${currencies.length} currencies`;
  return { accepted: days, refusedCount: 0, refused: [], told };
}
