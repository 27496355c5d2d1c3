/**
 * Whether every explanation is true, and whether every record is made again: decisions of every kind on a simulated shop
 * after a real night. Prints the counts; each event that is cited is left out, and the graph asked for all items anew.
 */
import { parseArgs } from 'node:util';
import { findOut, nightOfSimulatedShop } from '../support/recorded-decisions.ts';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '10000' },
    explanations: { type: 'string', default: '10000' },
    items: { type: 'string', default: '400' },
    shoppers: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
  },
});

const night = await nightOfSimulatedShop(Number(values.items), Number(values.shoppers));
const { storedBytes, ...found } = await findOut(night, {
  decisions: Number(values.decisions),
  explanations: Number(values.explanations),
  seed: Number(values.seed),
});
const bytes = storedBytes.toSorted((a, b) => a - b);
const share = (of: number) => bytes[Math.floor(of * (bytes.length - 1))];
console.log({ version: night.version, ...found, storedBytes: { p50: share(0.5), p99: share(0.99), most: share(1) } });
