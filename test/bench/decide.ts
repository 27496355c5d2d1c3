/**
 * What a decision costs, from the request's text to the answer's, with its record as the store gets it, over a timeline
 * in memory: all but the store and HTTP.
 * Prints p50 and p99 in ms of processor time for each kind of request, kinds in turn, and of the model alone beside
 * them: on a shared machine the clock on the wall measures the neighbours. The blend has every kind of source that a
 * night may keep together, with embeddings where that is one of two; `--sources factors,sequence` takes others.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { parseDecisionRequest, parseRankingRequest } from '../../functions/decide/contract.ts';
import { decide } from '../../functions/decide/decide.ts';
import { rank } from '../../functions/decide/rank.ts';
import { below, COLOURS, OTHER_VECTORS, oneOf, SITUATION } from './published-shop.ts';
import { servedActionPoint } from './served-actions.ts';
import { modelQuestion, portsOf, servedShop } from './served-shop.ts';

const { values: options } = parseArgs({ options: { sources: { type: 'string' } } });
const kept = options.sources?.split(',');

/** Figures are medians of the batches' own, so that a burst of somebody else's work in one of them is not ours. */
const BATCHES = 5;
const BATCH_ROUNDS = 300;
const ROUNDS = BATCHES * BATCH_ROUNDS;
/** So many that the engine has compiled what runs often; a cold start is measured apart (`npm run bench`). */
const WARM_UP = 500;

const aFilter = () => {
  const min = below(10_000);
  return {
    categories: { in: Array.from({ length: 3 }, () => `section ${below(40)}`) },
    price: { currency: 'EUR', min, max: min + 8000 },
    attributes: { colour: { in: [oneOf(COLOURS), oneOf(COLOURS)] } },
  };
};

/** Bodies of requests; each call another one. */
const requests: Readonly<Record<string, (itemCount: number) => object>> = {
  'home, no wishes': () => ({ placement: 'home', userId: 'u', context: SITUATION }),
  'home, drawn from 30': () => ({ placement: 'home', userId: 'u', context: SITUATION }),
  'home, a new filter': () => ({ placement: 'home', userId: 'u', context: SITUATION, filter: aFilter() }),
  'product page': (itemCount) => ({ placement: 'product', userId: 'u', itemId: `item-${below(itemCount)}` }),
  'three boosts, margin': () => ({
    placement: 'home',
    userId: 'u',
    context: SITUATION,
    objective: 'margin',
    boosts: Array.from({ length: 3 }, () => ({ filter: aFilter(), factor: 3 })),
  }),
  'two promotions, diverse': () => ({
    placement: 'home',
    userId: 'u',
    limit: 20,
    diversity: 0.4,
    promotions: [
      { filter: aFilter(), share: 0.2 },
      { filter: aFilter(), positions: [1, 5] },
    ],
  }),
  'after a catalog change': () => ({ placement: 'home', userId: 'u', context: SITUATION }),
  'next best action': () => ({ context: SITUATION }),
  'ranking of 500': (itemCount) => ({
    userId: 'u',
    items: Array.from({ length: 500 }, () => `item-${below(itemCount)}`),
  }),
};

const POLICY = { kind: 'plackett-luce', temperature: 1, pool: 30, floor: 0.01 } as const;

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;

/** @param values - one a round. */
function at(values: readonly number[], share: number): string {
  const ofBatches = Array.from({ length: BATCHES }, (_, batch) =>
    quantile(values.slice(batch * BATCH_ROUNDS, (batch + 1) * BATCH_ROUNDS), share),
  );
  return quantile(ofBatches, 0.5).toFixed(2).padStart(8);
}

console.log(`sources: ${kept?.join(', ') ?? `every kind but ${OTHER_VECTORS}`}`);
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; ${BATCHES} × ${BATCH_ROUNDS} of each, in turn; ms of processor time, medians of ${BATCHES}\n`,
);
for (const itemCount of [10_000, 100_000]) {
  const { served, entries } = await servedShop(itemCount, kept);
  const ports = portsOf(served, itemCount);
  const decideFor = decide(ports, { explorationShare: 0.05 });
  const drawing = { ...served, policies: { home: POLICY } };
  const drawFor = decide({ ...ports, served: async () => drawing }, { explorationShare: 0.05 });
  const rankFor = rank(ports);
  const actions = await servedActionPoint();
  const times = new Map(Object.keys(requests).map((name) => [name, [] as number[]]));
  const modelAlone: number[] = [];
  const question = modelQuestion(served, itemCount);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const askedAtMs = cpuMs();
    await served.model?.scorer.score(question);
    if (round >= 0) modelAlone.push(cpuMs() - askedAtMs);
    for (const [name, bodyOf] of Object.entries(requests)) {
      const text = JSON.stringify(bodyOf(itemCount));
      if (name === 'after a catalog change') {
        const { item, version } = entries[round & 7]!;
        entries[round & 7] = { ...entries[round & 7]!, item: { ...item, stock: below(30) }, version: version + 1 };
        served.shelf.update([entries[round & 7]!]);
        served.shelf.offered('US'); // another caller's question, so that nothing but the change is new
      }
      const startMs = cpuMs();
      const body = JSON.parse(text) as unknown;
      const answer =
        name === 'ranking of 500'
          ? await rankFor(parseRankingRequest(body))
          : name === 'next best action'
            ? await actions.ask(body as object)
            : await (name === 'home, drawn from 30' ? drawFor : decideFor)(parseDecisionRequest(body));
      JSON.stringify(answer);
      if (round >= 0) times.get(name)?.push(cpuMs() - startMs);
    }
  }
  console.log(`${itemCount.toLocaleString('en-US')} items`);
  console.log(`  ${''.padEnd(26)}     p50     p99`);
  for (const [name, values] of [['the model alone, k = 10', modelAlone] as const, ...times]) {
    console.log(`  ${name.padEnd(26)}${at(values, 0.5)}${at(values, 0.99)}`);
  }
  console.log();
}
