import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  BEHAVIOUR_FILES,
  type BehaviourDataset,
  HELD_OUT_FILE,
  parseBehaviours,
} from '../../../shared/evaluation/datasets/behaviours.ts';
import { rankingMetrics } from '../../../shared/evaluation/ranking-metrics.ts';
import type { FrontDoor } from '../front-door.ts';
import type { TaskProgress } from '../terminal.ts';
import type { HeldOutResult, Shop } from './shop.ts';

/**
 * A real shop's events from a folder of view, cart and purchase tables, with one purchase a person held back.
 * @throws Error when the folder has none of that form.
 */
export function datasetShop(directory: string): Shop {
  const files = new Set(readdirSync(directory));
  const missing = [...Object.keys(BEHAVIOUR_FILES), HELD_OUT_FILE].filter(
    (file) => !files.has(file) && !files.has(`${file}.gz`),
  );
  if (missing.length > 0) throw new Error(`${directory} lacks ${missing.join(', ')} (each may be .gz)`);
  const dataset = parseBehaviours((file) => readText(directory, files, file));
  const people = new Set(dataset.interactions.map(({ personKey }) => personKey));
  return {
    id: `dataset-${basename(directory)}`,
    title: `${basename(directory)}: ${people.size} people of a real shop`,
    items: [],
    eventPath: '/v1/import',
    events: () => dataset.interactions.map(toSegmentEvent),
    shoppers: () =>
      busiest(dataset, 3).map((userId) => ({ userId, name: `person ${userId}`, about: 'a real, anonymous shopper' })),
    evaluate: (door, progress) => evaluateHeldOut(dataset, door, progress),
  };
}

function readText(directory: string, files: ReadonlySet<string>, file: string): string {
  if (files.has(file)) return readFileSync(join(directory, file), 'utf8');
  return gunzipSync(readFileSync(join(directory, `${file}.gz`))).toString('utf8');
}

const EVENT_OF = { view: 'Product Viewed', cart: 'Product Added', purchase: 'Order Completed' } as const;

function toSegmentEvent(
  { personKey, itemId, kind, atMs }: BehaviourDataset['interactions'][number],
  index: number,
): object {
  return {
    type: 'track',
    event: EVENT_OF[kind as keyof typeof EVENT_OF],
    userId: personKey,
    messageId: `${kind}-${index}`,
    timestamp: new Date(atMs).toISOString(),
    properties:
      kind === 'purchase' ? { order_id: `order-${index}`, products: [{ product_id: itemId }] } : { product_id: itemId },
  };
}

function busiest({ interactions }: BehaviourDataset, count: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { personKey } of interactions) counts.set(personKey, (counts.get(personKey) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([personKey]) => personKey);
}

const PARALLEL_CALLS = 4;
/** As long as the longest cut of the metrics. */
const LIST_LENGTH = 20;

/**
 * Asks the API for everybody's twenty, and looks for the purchase that was held back. Beside it the items bought most
 * that the person has not met. Over all items; a person's own items are in neither list.
 */
async function evaluateHeldOut(
  { interactions, heldOut }: BehaviourDataset,
  door: FrontDoor,
  { fraction }: TaskProgress,
): Promise<HeldOutResult> {
  const met = new Map<string, Set<string>>();
  const bought = new Map<string, number>();
  for (const { personKey, itemId, kind } of interactions) {
    met.set(personKey, (met.get(personKey) ?? new Set()).add(itemId));
    if (kind === 'purchase') bought.set(itemId, (bought.get(itemId) ?? 0) + 1);
  }
  const popular = [...bought].sort(([, a], [, b]) => b - a).map(([itemId]) => itemId);

  const modelRanks = new Int32Array(heldOut.length);
  const popularRanks = new Int32Array(heldOut.length);
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let i = next++; i < heldOut.length; i = next++) {
      const { personKey, itemId } = heldOut[i]!;
      const own = met.get(personKey) ?? new Set();
      const decision = (await door.call('POST', '/v1/recommendations', {
        placement: 'home',
        userId: personKey,
        limit: LIST_LENGTH,
        explore: false,
      })) as {
        items: { itemId: string }[];
      };
      modelRanks[i] = decision.items.findIndex((item) => item.itemId === itemId) + 1;
      popularRanks[i] =
        popular
          .filter((candidate) => !own.has(candidate))
          .slice(0, LIST_LENGTH)
          .indexOf(itemId) + 1;
      fraction(++done, heldOut.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_CALLS }, worker));
  const personKeys = heldOut.map(({ personKey }) => personKey);
  return {
    people: heldOut.length,
    model: { ...rankingMetrics(personKeys, modelRanks) },
    popularity: { ...rankingMetrics(personKeys, popularRanks) },
  };
}
