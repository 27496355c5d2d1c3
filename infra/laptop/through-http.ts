import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { attributeFileOf, type ItemAttributes, parseAttributes } from '../../shared/evaluation/datasets/attributes.ts';
import { parseSequences, sequenceFileOf } from '../../shared/evaluation/datasets/sequences.ts';
import type { DatasetReport } from './datasets.ts';
import { openFrontDoor } from './front-door.ts';
import type { Laptop } from './laptop.ts';
import { sayNight } from './report.ts';
import { number, type Terminal } from './terminal.ts';

export interface ThroughHttp {
  readonly people: number;
  /** People whose ten items came in the very same order. */
  readonly same: number;
}

/** The sequences say order, not time: one minute between the items of a person, from here. */
const START_MS = Date.parse('2014-01-01T00:00:00Z');
const STEP_MS = 60_000;
const PARALLEL_CALLS = 4;

/**
 * Takes a data set the way a shop's events come: through the HTTP API, a night, and the served model. The training
 * events come before the night, the validation items after it, and then everybody in `report.lists` is asked.
 */
export async function compareThroughHttp(
  terminal: Terminal,
  laptop: Laptop,
  directory: string,
  report: DatasetReport,
): Promise<ThroughHttp> {
  const { people } = readSequences(directory);
  const attributes = readAttributes(directory);
  const door = openFrontDoor(laptop.url);
  const itemIds = [...new Set(people.flatMap((person) => person.itemIds))];
  const view = (userId: string, itemId: string, at: number) => ({
    type: 'track',
    event: 'Product Viewed',
    userId,
    messageId: `${userId}-${at}`,
    timestamp: new Date(START_MS + at * STEP_MS).toISOString(),
    properties: { product_id: itemId },
  });
  const trainLength = (length: number) => (length >= 3 ? length - 2 : length);
  const before = people.flatMap(({ personKey, itemIds: items }) =>
    items.slice(0, trainLength(items.length)).map((itemId, at) => view(personKey, itemId, at)),
  );
  const after = people.flatMap(({ personKey, itemIds: items }) =>
    items.length >= 3 ? [view(personKey, items.at(-2)!, items.length - 2)] : [],
  );

  terminal.heading('The same through the HTTP API');
  await terminal.task(
    'catalog',
    ({ fraction }) =>
      door.putItems(
        itemIds.map((itemId) => ({
          itemId,
          title: `item ${itemId}`,
          attributes: Object.fromEntries((attributes.get(itemId) ?? []).map((id) => [id, true])),
        })),
        fraction,
      ),
    () => `${number(itemIds.length)} items`,
  );
  const send = (events: readonly object[]) =>
    terminal.task(
      'events',
      ({ fraction }) => door.sendEvents('/v1/import', events, fraction),
      ({ accepted }) => `${number(accepted)} events`,
    );
  await send(before);
  await terminal.task('night', ({ note }) => laptop.runNight({ settings: report.settings }, note), sayNight);
  await send(after);

  const asked = Object.entries(report.lists ?? {});
  return terminal.task(
    'ask',
    async ({ fraction }) => {
      let same = 0;
      let done = 0;
      const left = [...asked];
      const worker = async () => {
        for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
          const [userId, expected] = entry;
          const decision = (await door.call('POST', '/v1/recommendations', {
            placement: 'home',
            userId,
            limit: 10,
            explore: false,
          })) as {
            items: { itemId: string }[];
          };
          if (decision.items.map(({ itemId }) => itemId).join() === expected.join()) same++;
          fraction(++done, asked.length);
        }
      };
      await Promise.all(Array.from({ length: PARALLEL_CALLS }, worker));
      return { people: asked.length, same };
    },
    ({ people: count, same }) =>
      `${number(same)} of ${number(count)} people get the very same ten from the served model`,
  );
}

const readSequences = (directory: string) => parseSequences(textOf(directory, sequenceFileOf(readdirSync(directory))));

function readAttributes(directory: string): ItemAttributes {
  const file = attributeFileOf(readdirSync(directory));
  return file === undefined ? new Map() : parseAttributes(textOf(directory, file), file);
}

function textOf(directory: string, file: string): string {
  const bytes = readFileSync(join(directory, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
