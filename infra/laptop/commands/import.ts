import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { defineCommand } from 'citty';
import { readFeed } from '../catalog-feeds/read-feed.ts';
import { exchangeRateText, isExchangeRateFile } from '../exchange-rate-file.ts';
import type { FrontDoor } from '../front-door.ts';
import type { EventRow } from '../personalize/events.ts';
import { absolute, directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';
import { type Outcome, sendEvents, sendItems, tellRefused, toldOutcome } from './send-rows.ts';
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
            if (format === 'events') return sendEvents(door, eventLines(file), note);
            return format === 'exchange-rates'
              ? importRates(door, file)
              : sendItems(door, readFeed(file, format), note);
          },
          toldOutcome,
        ),
      );
      tellRefused(terminal, outcome);
      if (args.json) printJson(outcome);
      if (outcome.accepted === 0) process.exitCode = 1;
    }),
});

async function* eventLines(file: string): AsyncGenerator<EventRow> {
  const bytes = createReadStream(file);
  const lines = createInterface({
    input: file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes,
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() !== '') yield { line, ...eventIn(text) };
  }
}

function eventIn(text: string) {
  try {
    return { event: JSON.parse(text) };
  } catch {
    return { defect: 'not JSON' };
  }
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
