/**
 * The tracker in a real Chromium, whose pages are left without a word and are offline for a minute: `node
 * test/bench/tracker.ts --visitors 20 --lives 50`. Exit code 1 where an event is missing, or stored twice.
 */
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundleTracker } from '../../infra/tracker-bundle.ts';
import { chromiumHere } from '../support/browser.ts';
import { trackedLives } from '../support/tracked-lives.ts';

const { values } = parseArgs({
  options: {
    visitors: { type: 'string', default: '20' },
    lives: { type: 'string', default: '50' },
    'offline-seconds': { type: 'string', default: '60' },
  },
});
const chromium = chromiumHere();
if (chromium !== undefined) {
  let done = 0;
  const delivered = await trackedLives({
    chromium,
    visitors: Number(values.visitors),
    lives: Number(values.lives),
    offlineMs: Number(values['offline-seconds']) * 1000,
    onLife: () => ++done % 100 === 0 && console.log(`${done} page lives`),
  });
  console.log(JSON.stringify({ ...delivered, gzippedBytes: gzipSync(await bundleTracker()).length }, undefined, 1));
  const { made, deliveredAfterOneMore, twice } = delivered;
  process.exit(made === deliveredAfterOneMore && twice === 0 ? 0 : 1);
}
