import { defineCommand } from 'citty';
import { type NightPlan, PRICES, planNight, type ShopCounts } from '../../night-size.ts';
import { functions } from '../../topology.ts';
import { runningLaptop } from '../laptop.ts';
import { number, type Terminal } from '../terminal.ts';
import {
  absolute,
  askRunning,
  directoryOption,
  jsonOption,
  printJson,
  telling,
  terminalFor,
  wholeNumber,
} from './options.ts';
import { withOwnLaptop } from './own-laptop.ts';

export default defineCommand({
  meta: {
    name: 'plan',
    description: 'What a night takes of a shop: rows, memory, minutes, dollars, and what it runs on',
  },
  args: {
    people: { type: 'string', description: 'Default: as many as the laptop’s own shop has', valueHint: 'N' },
    items: { type: 'string', description: 'Default: as many as the laptop’s own shop has', valueHint: 'N' },
    interactions: { type: 'string', description: 'Default: as many as the laptop’s own shop has', valueHint: 'N' },
    ...directoryOption,
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const given = Object.entries({ people: args.people, items: args.items, interactions: args.interactions }).flatMap(
        ([name, value]) => (value === undefined ? [] : [[name, wholeNumber(name, value, 0, 1e12)] as const]),
      );
      const own = given.length === 3 ? undefined : await countsOf(absolute(args.directory));
      const counts = { ...own, ...Object.fromEntries(given) } as ShopCounts;
      const plan = planNight(args.interactions === undefined ? counts : { ...counts, events: counts.interactions });
      if (args.json) printJson(plan);
      else sayPlan(terminalFor(false), plan);
    }),
});

/** What the first step of a night counts. */
interface Snapshot {
  readonly personCount: number;
  readonly itemCount: number;
  readonly interactionCount: number;
  readonly eventCount: number;
}

/** Counts by taking a snapshot: nothing else knows them all. */
async function countsOf(directory: string): Promise<ShopCounts> {
  const running = runningLaptop(directory);
  const snapshot = (await (running
    ? askRunning(running, '/laptop/snapshot')
    : withOwnLaptop(directory, ({ functions: { invoke } }) =>
        invoke('nightly', { step: 'snapshot', input: {} }),
      ))) as Snapshot;
  const { personCount, itemCount, interactionCount, eventCount } = snapshot;
  return { people: personCount, items: itemCount, interactions: interactionCount, events: eventCount };
}

function sayPlan(
  terminal: Terminal,
  { counts, steps, seconds, memoryMb, snapshotBytes, size, dollars }: NightPlan,
): void {
  const cell = (text: string) => text.padStart(14);
  terminal.heading(
    `A night of ${number(counts.people)} people, ${number(counts.items)} items, ${number(counts.interactions)} interactions`,
  );
  terminal.line(`    step${cell('minutes')}${cell('memory MB')}`);
  for (const step of [...steps, { step: 'night', seconds, memoryMb }]) {
    terminal.line(
      `    ${step.step.padEnd(8)}${(step.seconds / 60).toFixed(1).padStart(10)}${cell(number(Math.ceil(step.memoryMb)))}`,
    );
  }
  terminal.line(
    `\n    snapshot: ${number(counts.interactions)} rows, ${(snapshotBytes / 1e6).toFixed(1)} MB of Parquet`,
  );
  terminal.line(`    runs on: ${nameOf(size)}, because ${size.reason}`);
  terminal.line(`    deploy: ${deploymentOf(size)}`);
  terminal.line(
    `    dollars a night: ${dollars.night.toFixed(4)} (table ${dollars.table.toFixed(4)}, compute ${dollars.compute.toFixed(4)}, requests ${dollars.requests.toFixed(4)}), 30 nights ${dollars.month.toFixed(2)}`,
  );
  terminal.line(
    `    list prices of ${PRICES.region}, ${PRICES.date}; minutes of CPU as measured, with the search of settings; see docs/adr/0011-size-of-the-night.md`,
  );
}

function nameOf(size: NightPlan['size']): string {
  const memory = `${number(size.memoryMb)} MB`;
  if (size.runsOn === 'lambda') return `one Lambda of ${memory}`;
  const task = `one Fargate task of ${size.vcpu} vCPU and ${memory}`;
  return size.runsOn === 'fargate' ? task : `${task} for some of the people, and Athena for all`;
}

function deploymentOf(size: NightPlan['size']): string {
  const task = `npx cdk deploy --all -c nightlyTaskMemoryMb=${size.memoryMb}`;
  if (size.runsOn === 'athena') return `${task} -c nightlyCounting=athena`;
  if (size.runsOn === 'fargate') return task;
  const isThere = size.memoryMb <= functions.nightly.memoryMb;
  return isThere ? 'npx cdk deploy --all, as it is' : `npx cdk deploy --all -c nightlyMemoryMb=${size.memoryMb}`;
}
