/**
 * The next best action: what a decision costs in processor time, over a store in memory; that what is not eligible is never
 * chosen, in a million draws; and that actions are drawn as often as they say, by χ² over 100,000 draws.
 */
import { cpus } from 'node:os';
import { chooseAction, drawOf } from '../../shared/decisioning/actions/choose-action.ts';
import { eligibleActions } from '../../shared/decisioning/actions/eligible-actions.ts';
import { chiSquareTail } from '../../shared/math/distributions.ts';
import { aPoint, openActions } from '../support/memory-actions.ts';
import { servedActionPoint } from './served-actions.ts';

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const MILLION = 1_000_000;
const point = aPoint();
const rule = { ...point, rewardKind: point.reward.kind };
let wrong = 0;
const counts = new Map<string, number>();
for (let i = 0; i < MILLION; i++) {
  const exclude = i % 3 === 0 ? ['remind'] : [];
  const wishes = { exclude, ...(i % 2 === 0 && { maxCostMinor: 100 }) };
  const { eligible } = eligibleActions(point, wishes, () => undefined);
  const question = { point: rule, eligible, features: [], policy: undefined, since: new Map() };
  const { actionId } = chooseAction(question, drawOf(`decision ${i}`));
  if (!eligible.some((action) => action.actionId === actionId)) wrong++;
  if (i % 3 === 0 && actionId === 'remind') wrong++;
  if (i % 2 === 0 && actionId === 'call') wrong++;
}
console.log(`ineligible actions chosen in ${MILLION.toLocaleString('en-US')} draws: ${wrong}`);

const DRAWS = 100_000;
const counted = openActions({ point: aPoint({ policy: 'counts' }) });
const day = '2026-12-01';
await counted.counts.add({ pointId: 'cart-help', day, actionId: 'remind' }, 20, 6);
await counted.counts.add({ pointId: 'cart-help', day, actionId: 'nothing' }, 20, 3);
const { ranking } = await counted.ask();
const startMs = cpuMs();
for (let i = 0; i < DRAWS; i++) {
  const { actionId } = await counted.ask();
  counts.set(actionId, (counts.get(actionId) ?? 0) + 1);
}
const each = (cpuMs() - startMs) / DRAWS;
const chiSquare = ranking.reduce(
  (sum, { actionId, probability }) =>
    sum + ((counts.get(actionId) ?? 0) - DRAWS * probability) ** 2 / (DRAWS * probability),
  0,
);
const p = chiSquareTail(chiSquare, ranking.length - 1);
console.log(
  `χ² over ${DRAWS.toLocaleString('en-US')} draws: p = ${p.toFixed(3)}; ${each.toFixed(3)} ms of processor time a decision`,
);
const learnt = await servedActionPoint();
const fromMs = cpuMs();
for (let i = 0; i < 3000; i++) await learnt.ask({ context: { device: 'mobile', hour: i % 24 } });
console.log(
  `by a linear model of ten actions and eleven numbers, from 50 events: ${((cpuMs() - fromMs) / 3000).toFixed(3)} ms`,
);
console.log(`Node ${process.version}, ${cpus()[0]?.model}`);
if (wrong > 0 || p < 0.001) process.exitCode = 1;
