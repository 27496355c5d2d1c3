/**
 * Erases people from a laptop on which they are in every table, in snapshots and in the served model, and looks through
 * every byte of its folder: `node test/bench/forgetting.ts --people 1000 --others 1000`. Prints seconds, what was
 * found before and after, and whether the model is that of a shop that never saw them; exit code 1 where one fails.
 */
import { parseArgs } from 'node:util';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { canaryOf } from '../support/canaries.ts';
import {
  decideFor,
  leftoversOf,
  openForgetfulLaptop,
  releaseCanaries,
  sendEvents,
  servedModel,
  shareCatalog,
  sharePseudonyms,
} from '../support/forgetful-laptop.ts';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '1000' }, others: { type: 'string', default: '1000' } },
});
const endAtMs = Date.now() - 86_400_000;
const shop = simulateShop({ seed: 29, itemCount: 400, shopperCount: Number(values.others), days: 60, endAtMs });
const itemIds = shop.items.map(({ itemId }) => itemId);
const canaries = Array.from({ length: Number(values.people) }, (_, i) => canaryOf(i, itemIds, endAtMs - i * 600_000));

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startMs = performance.now();
  const result = await work();
  console.log(`${what.padEnd(58)} ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  return result;
}

function must(isSo: boolean, what: string): void {
  console.log(`${isSo ? 'yes' : 'NO '} ${what}`);
  if (!isSo) process.exitCode = 1;
}

const laptop = await openForgetfulLaptop();
const without = await openForgetfulLaptop();
const pseudonymKey = await sharePseudonyms(laptop, without);
await laptop.door.putItems(shop.items, () => undefined);
await timed(`${shop.events.length} events of ${values.others} others`, () => sendEvents(laptop, shop));
await timed(`events of ${canaries.length} who will be erased`, () => releaseCanaries(laptop, canaries));
const settings = await timed('a night with them', async () => {
  const { training, publication } = await laptop.laptop.runNight({}, () => undefined);
  must(publication?.status === 'published', 'the model with them is served');
  return (training as { readonly tuned: { readonly settings: unknown } } | undefined)?.tuned.settings;
});
await timed('decisions for them', () => decideFor(laptop, canaries));
const before = await leftoversOf(laptop, pseudonymKey, canaries);
must(before.length > 0, `before: they are in ${new Set(before.map(({ file }) => file)).size} files`);

const slowest = await timed(`${canaries.length} requests to erase`, async () => {
  let slowestMs = 0;
  for (const { userId } of canaries) {
    const startMs = performance.now();
    await laptop.door.call('POST', '/v1/privacy/requests', { type: 'delete', subject: { userId } });
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
  }
  return slowestMs;
});
console.log(`slowest request ${slowest.toFixed(0)} ms`);
const night = await timed('a night without them, its sweep and the compaction', () =>
  laptop.laptop.runNight({ settings, settleSeconds: 0 }, () => undefined),
);
must(night.sweep?.completed === canaries.length, `certificates: ${night.sweep?.completed}`);
const after = await timed('a look at every byte', () => leftoversOf(laptop, pseudonymKey, canaries));
must(after.length === 0, `after: they are in ${after.length} files`);
for (const { file, form } of after.slice(0, 10)) console.log(`    ${file} ${form}`);

await shareCatalog(laptop, without);
await sendEvents(without, shop);
await without.laptop.runNight({ settings }, () => undefined);
const [served, never] = await Promise.all([servedModel(laptop), servedModel(without)]);
must(served.version === never.version, `version ${served.version} is that of a shop that never saw them`);
for (const [file, bytes] of served.files)
  must(Buffer.compare(bytes, never.files.get(file)!) === 0, `${file}: the same ${bytes.length} bytes`);
await Promise.all([laptop.close(), without.close()]);
