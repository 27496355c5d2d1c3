import type { DatasetReport } from './datasets.ts';
import type { FrontDoor } from './front-door.ts';
import { LAPTOP_KEYS } from './laptop.ts';
import type { NightOutput } from './night.ts';
import type { HeldOutResult, Shop, ShownShopper } from './shops/shop.ts';
import { number, type Terminal } from './terminal.ts';

/** The night in one line. */
export function sayNight({ training, publication, sweep }: NightOutput): string {
  if (publication === undefined) return `nothing to train: ${training?.reason}`;
  const { status, version, gate } = publication;
  const swept = sweep?.completed ?? 0;
  const steps = `snapshot, train, evaluate, publish${swept > 0 ? `, ${number(swept)} erased for good` : ''}`;
  if (status === 'published') return `${steps}: version ${version} is served`;
  if (status === 'unchanged') return `${steps}: nothing new, version ${version} goes on`;
  const failed = gate.checks.filter(({ passed }) => !passed).map(({ name, reason }) => `${name} (${reason})`);
  return `${steps}: the gate refused version ${version}: ${failed.join('; ')}`;
}

/** What the night measured on the newest tenth of the events, which its trial never saw. */
export function sayMetrics(terminal: Terminal, { evaluation }: NightOutput): void {
  if (evaluation === undefined) return;
  terminal.heading('How good is it? Foreseen on events that the trial model never saw');
  sayComparison(terminal, evaluation);
  const what = evaluation.goal === 'purchase' ? 'purchases of items' : 'items';
  terminal.line(
    `    ${number(evaluation.tasks)} ${what} new to ${number(evaluation.people)} people, each ranked among all items`,
  );
  if (evaluation.lift !== null) {
    const { mean, low, high } = evaluation.lift;
    const sign = mean >= 0 ? '+' : '';
    terminal.line(
      `    ndcg@10 ${sign}${mean.toFixed(4)} against popularity, 95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}`,
    );
  }
}

/** Those that fit a line; `--json` gives all. */
const SHOWN_FIGURES = ['hr@5', 'hr@10', 'ndcg@5', 'ndcg@10', 'recall@20', 'ndcg@20', 'mrr@20'];

export function sayComparison(terminal: Terminal, { model, popularity }: HeldOutResult): void {
  const names = SHOWN_FIGURES.filter((name) => name in model);
  const row = (label: string, figures: readonly string[]) =>
    terminal.line(`    ${label.padEnd(12)}${figures.map((figure) => figure.padStart(10)).join('')}`);
  const figures = (of: HeldOutResult['model']) => names.map((name) => of[name]?.toFixed(4) ?? 'none');
  row('', names);
  row('model', figures(model));
  row('popularity', figures(popularity));
}

/** What friends' choices add to the model, where the data say who knows whom. */
export function sayFriends(terminal: Terminal, { friends }: Pick<DatasetReport, 'friends'>): void {
  if (friends === undefined) return;
  for (const [metric, lift] of Object.entries(friends.lift)) {
    if (lift === null) continue;
    const [mean, low, high] = [lift.mean, lift.low, lift.high].map((figure) => figure.toFixed(4));
    terminal.line(`    ${metric} ${mean} more with what friends chose, 95 % interval ${low} to ${high}`);
  }
  terminal.line(`    on validation that is ${friends.isClear ? 'more than chance' : 'no more than chance'}`);
}

interface Errors {
  readonly rmse: number;
  readonly mae: number;
}
interface Reduction {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What the evaluation of ratings tells, as far as it is shown here. */
export interface RatingsReport {
  readonly split: 'time' | 'hash';
  readonly people: number;
  readonly items: number;
  readonly events: number;
  readonly tasks: number;
  readonly model: Errors;
  readonly biases: Errors;
  readonly mean: Errors;
  readonly lift: Readonly<Record<'biases' | 'mean', { readonly rmse: Reduction; readonly mae: Reduction }>>;
}

/** Errors of each method, and how much lower those of the model are. */
export function sayRatings(terminal: Terminal, { split, model, biases, mean, lift }: RatingsReport): void {
  const row = (label: string, cells: readonly string[]) =>
    terminal.line(`    ${label.padEnd(12)}${cells.map((cell) => cell.padStart(10)).join('')}`);
  row('', ['rmse', 'mae']);
  for (const [label, errors] of Object.entries({ model, biases, mean }))
    row(label, [errors.rmse.toFixed(4), errors.mae.toFixed(4)]);
  for (const [label, { rmse }] of Object.entries(lift)) {
    terminal.line(
      `    rmse ${rmse.mean.toFixed(4)} below that of the ${label}, 95 % interval ${rmse.low.toFixed(4)} to ${rmse.high.toFixed(4)}`,
    );
  }
  terminal.line(
    split === 'time'
      ? '    foreseen: the newest tenth of the ratings'
      : '    foreseen: a tenth of the ratings, by a hash',
  );
}

interface ShownDecision {
  readonly strategy: string;
  readonly evidence: string;
  readonly items: readonly {
    readonly itemId: string;
    readonly item?: { readonly title: string };
    readonly reasons: readonly { readonly text: string }[];
  }[];
}

const SHOWN_ITEMS = 4;
const TITLE_WIDTH = 44;

/** What a few people would be shown on the home page now, and why. */
export async function sayRecommendations(
  terminal: Terminal,
  door: FrontDoor,
  shoppers: readonly ShownShopper[],
): Promise<void> {
  terminal.heading(`${shoppers.length} shoppers, each one’s home page`);
  for (const { userId, name, about, market } of shoppers) {
    const request = { placement: 'home', userId, limit: SHOWN_ITEMS, ...(market && { context: { market } }) };
    const decision = (await door.call('POST', '/v1/recommendations', request)) as ShownDecision;
    terminal.line(`  ${name} (${userId}) ${about}`);
    for (const [i, { itemId, item, reasons }] of decision.items.entries()) {
      terminal.line(`    ${i + 1}. ${cut(item?.title ?? `item ${itemId}`, TITLE_WIDTH)}  ${reasons[0]?.text ?? ''}`);
    }
    terminal.line();
  }
}

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);

/** Lines to paste: ask, act, and ask again. */
export function sayTry(terminal: Terminal, url: string, shop: Shop, shopper: ShownShopper | undefined): void {
  const userId = shopper?.userId ?? 'somebody';
  const itemId = shop.items[0]?.itemId ?? '1';
  const post = (path: string, key: string, body: object) =>
    terminal.line(`  curl -s ${url}${path} -H 'authorization: Bearer ${key}' \\\n    -d '${JSON.stringify(body)}'`);
  terminal.heading('Try it: ask, let the shopper look at something, ask again');
  post('/v1/recommendations', LAPTOP_KEYS.secret, { placement: 'home', userId, limit: 5 });
  post('/v1/track', LAPTOP_KEYS.write, { event: 'Product Viewed', userId, properties: { product_id: itemId } });
  post('/v1/recommendations', LAPTOP_KEYS.secret, { placement: 'home', userId, limit: 5 });
  terminal.line();
  terminal.line(`  HTTP API     ${url}/v1`);
  terminal.line(`  timeline     ${url}/v1/profiles/${userId}/events   (secret key)`);
  terminal.line(`  outbox       ${url}/outbox   (messages that were sent)`);
  terminal.line(`  quarantine   ${url}/v1/events/quarantine   (secret key)`);
  terminal.line(`  keys         write ${LAPTOP_KEYS.write} · secret ${LAPTOP_KEYS.secret}`);
}
