import { statSync } from 'node:fs';
import { defineCommand } from 'citty';
import type { FrontDoor } from '../front-door.ts';
import { interactionEvents, userEvents } from '../personalize/events.ts';
import { personalizeItems } from '../personalize/items.ts';
import { datasetRows } from '../personalize/rows.ts';
import { readSchema, type Schema } from '../personalize/schema.ts';
import { absolute, directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';
import { type Outcome, sendEvents, sendItems, tellRefused, toldOutcome } from './send-rows.ts';
import { doorOptions, withFrontDoor } from './with-front-door.ts';

export default defineCommand({
  meta: {
    name: 'import-personalize',
    description: 'Send a dataset of Amazon Personalize through the HTTP API: interactions, users or items',
  },
  args: {
    file: { type: 'positional', description: 'The dataset as CSV, plain or gzipped', required: true },
    schema: { type: 'string', description: 'Its Avro schema, as JSON', valueHint: 'FILE', required: true },
    currency: { type: 'string', description: 'What PRICE of items is in, such as EUR', valueHint: 'CODE' },
    events: {
      type: 'string',
      description: 'Names for values of EVENT_TYPE, such as "Rating=Product Reviewed,Buy=Order Completed"',
      valueHint: 'TYPE=NAME,…',
    },
    ...doorOptions,
    ...directoryOption,
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const schema = readSchema(absolute(args.schema));
      const file = absolute(args.file);
      const names = eventNames(args.events);
      const outcome = await withFrontDoor(args, (door) =>
        terminal.task(
          'import',
          ({ note }) => send(door, { file, schema, names, currency: args.currency }, note),
          toldOutcome,
        ),
      );
      tellRefused(terminal, outcome);
      if (args.json) printJson(outcome);
      if (outcome.accepted === 0) process.exitCode = 1;
    }),
});

interface Work {
  readonly file: string;
  readonly schema: Schema;
  readonly names: ReadonlyMap<string, string>;
  readonly currency: string | undefined;
}

function send(
  door: FrontDoor,
  { file, schema, names, currency }: Work,
  note: (text: string) => void,
): Promise<Outcome> {
  const rows = datasetRows(file, schema);
  switch (schema.dataset) {
    case 'Items':
      return sendItems(door, personalizeItems(rows, currency), note);
    case 'Users':
      return sendEvents(door, userEvents(rows, Math.floor(statSync(file).mtimeMs)), note);
    case 'Interactions':
      return sendEvents(door, interactionEvents(rows, names), note);
  }
}

/** @throws Error naming the part that is no TYPE=NAME. */
function eventNames(text = ''): ReadonlyMap<string, string> {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return new Map(
    parts.map((part) => {
      const [type = '', name = '', ...more] = part.split('=').map((side) => side.trim());
      if (type === '' || name === '' || more.length > 0) {
        throw new Error(`--events: want TYPE=NAME, such as "Rating=Product Reviewed", got "${part.trim()}"`);
      }
      return [type, name];
    }),
  );
}
