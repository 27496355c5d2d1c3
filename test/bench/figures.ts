/**
 * Figures that take seconds, for `npm run compare`, which starts this in two checkouts and asks them in turn over the
 * channel between processes. Code under measure is imported when its figure is asked for: a figure that a checkout
 * cannot give leaves the others standing.
 */

/** What is run a few hundred milliseconds long; made ready first. */
type Figure = () => Promise<() => unknown>;

const MODEL_ITEMS = 10_000;

const figures: Readonly<Record<string, { readonly calls: number; readonly prepare: Figure }>> = {
  'an event taken in': { calls: 20_000, prepare: eventTaken },
  'a profile of 40 events': { calls: 200, prepare: profileFolded },
  'the model, 10,000 items': { calls: 100, prepare: modelAsked },
  'a decision, 10,000 items': { calls: 100, prepare: decisionMade },
  'a fit of neighbours': { calls: 1, prepare: neighboursFitted },
  'a fit of factors': { calls: 1, prepare: factorsFitted },
};

async function eventTaken() {
  const { parseEvent } = await import('../../shared/domain/parse-event.ts');
  const text = JSON.stringify({
    type: 'track',
    event: 'Product Viewed',
    userId: 'u1',
    messageId: 'node-next-1795554453518-5cb1d15c',
    timestamp: '2026-11-24T21:07:33.518Z',
    properties: { product_id: 'p1', price: 9.99, currency: 'USD', name: 'A thing', category: 'Things' },
    context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
  });
  return () => parseEvent(JSON.parse(text), { receivedAtMs: 1_795_000_000_000, fallbackMessageId: () => 'x' });
}

async function profileFolded() {
  const { EMPTY_PROFILE, foldProfile } = await import('../../shared/features/profile/profile.ts');
  const { partitionOf, someTimeline } = await import('../support/timelines.ts');
  const timeline = partitionOf(someTimeline({ userId: 'u' }, 1, 40, 1_795_000_000_000));
  return () => timeline.reduce(foldProfile, EMPTY_PROFILE);
}

async function modelAsked() {
  const { modelQuestion, servedShop } = await import('./served-shop.ts');
  const { served } = await servedShop(MODEL_ITEMS);
  if (served.model === undefined) throw new Error('no model is served');
  const { scorer } = served.model;
  return () => scorer.score(modelQuestion(served, MODEL_ITEMS));
}

async function decisionMade() {
  const { parseDecisionRequest } = await import('../../functions/decide/contract.ts');
  const { decide } = await import('../../functions/decide/decide.ts');
  const { SITUATION } = await import('./published-shop.ts');
  const { portsOf, servedShop } = await import('./served-shop.ts');
  const decideFor = decide(portsOf((await servedShop(MODEL_ITEMS)).served, MODEL_ITEMS), { explorationShare: 0.05 });
  const text = JSON.stringify({ placement: 'home', userId: 'u', context: SITUATION });
  return async () => JSON.stringify(await decideFor(parseDecisionRequest(JSON.parse(text))));
}

async function neighboursFitted() {
  const { fitSequenceNeighbours } = await import('../../shared/learning/sequence-neighbours.ts');
  const { neighbourSettings } = await import('../support/builders/neighbour-settings.ts');
  const { arithmeticOf } = await import('../support/arithmetic.ts');
  const { histories } = await import('./histories.ts');
  const past = histories(10_000, 5_000, 8);
  const { kernels } = arithmeticOf(1);
  return () => fitSequenceNeighbours(past, 5_000, neighbourSettings(1), kernels);
}

async function factorsFitted() {
  const { fitImplicitAls } = await import('../../shared/learning/implicit-als.ts');
  const { randomDense, sparseRowsOf } = await import('../support/builders/sparse-rows.ts');
  const { arithmeticOf } = await import('../support/arithmetic.ts');
  const matrix = sparseRowsOf(randomDense(1, { rows: 2_000, columns: 1_000, share: 0.01, weighted: false }));
  const settings = {
    dimensions: 64,
    iterations: 2,
    stepCount: 2,
    observedWeight: 39,
    unobservedWeight: 1,
    zeroPairs: 'unobserved',
    regularization: 0.01,
    frequencyExponent: 0,
    initialScale: 0.04,
    seed: 1,
  } as const;
  const { kernels } = arithmeticOf(1);
  return () => fitImplicitAls(matrix, settings, kernels);
}

/** Processor time: on a shared machine the clock on the wall measures the neighbours. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const ready = new Map<string, Promise<() => unknown>>();

/** Milliseconds a call. @throws whatever the code under measure throws. */
async function measure(name: string): Promise<number> {
  const figure = figures[name];
  if (figure === undefined) throw new Error('is not measured here');
  const { calls, prepare } = figure;
  const known = ready.get(name) ?? prepare();
  ready.set(name, known);
  const call = await known;
  const startMs = cpuMs();
  for (let at = 0; at < calls; at++) await call();
  return (cpuMs() - startMs) / calls;
}

process.on('message', (name: string) => {
  measure(name).then(
    (ms) => process.send?.({ ms }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ figures: Object.keys(figures) });
