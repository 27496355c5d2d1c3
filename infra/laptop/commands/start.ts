import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { defineCommand } from 'citty';
import { planOptionsOf } from '../../plan-options.ts';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';
import { type Laptop, openLaptop } from '../laptop.ts';
import { sayComparison, sayMetrics, sayNight, sayRecommendations, sayTry } from '../report.ts';
import { datasetShop } from '../shops/dataset.ts';
import { type Filled, isFilledWith, markFilled, type Shop } from '../shops/shop.ts';
import { simulatedShop } from '../shops/simulated.ts';
import { number, type Terminal } from '../terminal.ts';
import { absolute, directoryOption, jsonOption, printJson, telling, terminalFor, wholeNumber } from './options.ts';

export default defineCommand({
  meta: { name: 'start', description: 'Serve everything on this machine, filled with a shop, and go on serving' },
  args: {
    once: { type: 'boolean', description: 'End after printing, instead of going on serving' },
    data: {
      type: 'string',
      description: 'Load a real data set’s folder instead of the simulated shop',
      valueHint: 'DIR',
    },
    port: { type: 'string', default: '8787', description: 'Port of the HTTP API; 0 takes any free one' },
    fresh: { type: 'boolean', description: 'Forget what the laptop kept, and begin anew' },
    consent: {
      type: 'string',
      description: 'What silence on consent means: opt-out, opt-in or by-market',
      valueHint: 'REGIME',
    },
    predictedTraits: {
      type: 'string',
      description: 'Traits that the night foresees for those who consent, parted by commas',
      valueHint: 'NAMES',
    },
    receipts: { type: 'string', description: 'Keep records of decisions: on or off', valueHint: 'on|off' },
    translator: {
      type: 'string',
      description:
        'what translates texts of items: glossary, the shop’s terms alone; or amazon, with credentials of AWS',
    },
    holdoutShare: {
      type: 'string',
      description: 'Share of all people who are shown nothing personal, so that it is known what that is worth',
      valueHint: 'SHARE',
    },
    rewardWindowHours: {
      type: 'string',
      description: 'Hours after a decision within which something may come of it',
      valueHint: 'HOURS',
    },
    baseCurrency: {
      type: 'string',
      description: 'What money of several currencies is told in; default: what most is paid in',
      valueHint: 'CODE',
    },
    writer: {
      type: 'string',
      description: 'What words the assistant’s answers: an endpoint like OpenAI’s, with #MODEL',
      valueHint: 'URL#MODEL',
    },
    bundled: { type: 'boolean', description: 'Serve the bundles that a deployment ships, not the sources' },
    ...directoryOption,
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const directory = absolute(args.directory);
      const [port, options] = [wholeNumber('port', args.port, 0, 65_535), planOptionsOf(args)];
      if (args.fresh) rmSync(directory, { recursive: true, force: true });
      const shop = args.data === undefined ? simulatedShop(Date.now()) : datasetShop(absolute(args.data));

      terminal.heading(`Rapport · ${shop.title}`);
      const laptop = await terminal.task(
        'stores',
        () => openLaptop({ directory, port, bundled: args.bundled === true, options }),
        () => `DynamoDB and S3 protocols on files in ${relative(process.cwd(), directory) || directory}/`,
      );
      const stop = closeOnce(laptop);
      process.on('SIGINT', stop).on('SIGTERM', stop);
      try {
        const result = await fillAndShow(terminal, laptop, shop, directory);
        if (args.json) printJson({ url: laptop.url, ...result });
      } catch (error) {
        await stop();
        throw error;
      }
      if (args.once) await stop();
      else terminal.line('\nServing. Ctrl-C ends it; what it holds stays for the next start.');
    }),
});

async function fillAndShow(terminal: Terminal, laptop: Laptop, shop: Shop, directory: string) {
  const door = openFrontDoor(laptop.url);
  const before = isFilledWith(directory, shop);
  if (before) terminal.line(`  shop        in the stores since an earlier start: ${number(before.events)} events`);
  const filled = before ?? (await fill(terminal, door, shop));
  markFilled(directory, shop, filled);

  const output = await terminal.task('night', ({ note }) => laptop.runNight({}, note), sayNight);
  sayMetrics(terminal, output);
  const heldOut = shop.evaluate && (await measureHeldOut(terminal, door, shop.evaluate));
  const shoppers = shop.shoppers();
  await sayRecommendations(terminal, door, shoppers);
  sayTry(terminal, laptop.url, shop, shoppers[0]);
  return { ...filled, night: output, ...(heldOut && { heldOut }) };
}

async function measureHeldOut(terminal: Terminal, door: FrontDoor, evaluate: NonNullable<Shop['evaluate']>) {
  terminal.heading('Held-out purchases, asked through POST /v1/recommendations');
  const result = await terminal.task(
    'people',
    (progress) => evaluate(door, progress),
    ({ people }) => `${number(people)} people, one purchase each that the shop never sent`,
  );
  sayComparison(terminal, result);
  return result;
}

async function fill(terminal: Terminal, door: FrontDoor, shop: Shop): Promise<Filled> {
  if (shop.items.length > 0) {
    await terminal.task(
      'catalog',
      ({ fraction }) => door.putItems(shop.items, fraction),
      () => `${number(shop.items.length)} items through POST /v1/items:batch`,
    );
  }
  const startMs = performance.now();
  return terminal.task(
    'events',
    async ({ fraction }) => {
      const receipt = await door.sendEvents(shop.eventPath, shop.events(), fraction);
      if (receipt.quarantined > 0)
        throw new Error(`${receipt.quarantined} events quarantined, the first: ${receipt.defects[0]}`);
      const seconds = (performance.now() - startMs) / 1000;
      return { events: receipt.accepted, eventsPerSecond: Math.round(receipt.accepted / seconds) };
    },
    ({ events, eventsPerSecond }) =>
      `${number(events)} events through POST ${shop.eventPath}, ${number(eventsPerSecond)} a second, each durable before its 200`,
  );
}

/** Ends the laptop however often it is asked to. */
function closeOnce(laptop: Laptop): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= laptop.close().then(() => process.exit(process.exitCode ?? 0));
    return closing;
  };
}
