import type { Arena } from '../../shared/decisioning/arena.ts';
import type { BasisEvent } from '../../shared/decisioning/basis.ts';
import type { ScoredItems } from '../../shared/decisioning/candidates.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import type { DecisionContext } from '../../shared/domain/decision.ts';
import type { FriendChoice } from '../../shared/domain/friend-choice.ts';
import { kindIndex } from '../../shared/features/history.ts';
import { blended } from '../../shared/learning/blend.ts';
import type { BlendName } from '../../shared/model/blend.ts';
import type { ModelQuestion } from '../../shared/model/question.ts';
import type { ServedModel } from './served-recommender.ts';

export interface Question extends Pick<ModelQuestion, 'bias' | 'blend' | 'k'> {
  readonly friendChoices: readonly FriendChoice[];
  readonly arena: Arena;
  readonly context: DecisionContext;
  /** Newest first. */
  readonly events: readonly BasisEvent[];
  /** Ids that must not come back, known or not. */
  readonly blocked: Iterable<string>;
}

/** The model's ranking, and what it came from. */
export interface ModelAnswer extends ScoredItems {
  readonly blend: BlendName;
  /** (sources, items), row by row: what each source adds to each score. */
  readonly contributions: Float32Array;
  /** By item: what wishes of the shop added to its score. */
  readonly biases: Float32Array;
  /** By item: what of the bias is for what lies in stock. */
  readonly stock: Float32Array;
  /** How many were asked for. */
  readonly k: number;
}

/** The model's ranking, from the events on items that it knows. */
export async function askModel(
  model: ServedModel,
  shelf: Shelf,
  { events, blocked, bias, blend, context, k, friendChoices, arena }: Question,
): Promise<ModelAnswer> {
  const indexOf = (itemId: string): number | undefined => {
    const row = shelf.rowOf(itemId);
    return row !== undefined && row < model.itemCount ? row : undefined;
  };
  const known = events
    .flatMap((event) => {
      const index = indexOf(event.itemId);
      return index === undefined ? [] : [{ event, index }];
    })
    .slice(0, model.historyLimit);
  const cells = model.cellsOf(context);
  const ofStock = model.stock.values(); // as of when the bias was made
  const byFriends = friendsBias(model, blend === 'personal' ? friendChoices : [], indexOf);
  const { ids, scores, contributions, evidence } = await model.scorer.score({
    items: Int32Array.from(known, ({ index }) => index),
    kinds: Uint8Array.from(known, ({ event }) => kindIndex(event.kind)),
    blocked: Int32Array.from([...blocked].flatMap((itemId) => indexOf(itemId) ?? [])),
    bias: withAdded(bias, byFriends, arena),
    blend,
    context: cells,
    k: Math.min(k, model.itemCount),
  });
  return {
    blend,
    k: Math.min(k, model.itemCount),
    rows: ids,
    scores,
    contributions,
    ...(byFriends.size > 0 && {
      friends: { added: Float32Array.from(ids, (row) => byFriends.get(row) ?? 0), contributions },
    }),
    biases: Float32Array.from(ids, (row) => bias[row]!),
    stock: Float32Array.from(ids, (row) => ofStock?.[row] ?? 0),
    evidence,
    events: known.map(({ event }) => event),
    ...(cells.length > 0 && {
      context: {
        cells: Array.from(cells, (cell) => model.cells[cell]!),
        added: contributions.subarray(model.contextRow * ids.length, (model.contextRow + 1) * ids.length),
      },
    }),
  };
}

/** By index: what friends add to an item's score, as a blend adds the shares of a source. */
function friendsBias(
  { friends }: ServedModel,
  choices: readonly FriendChoice[],
  indexOf: (itemId: string) => number | undefined,
): ReadonlyMap<number, number> {
  if (friends === undefined) return new Map();
  return new Map(
    choices.flatMap(({ itemId, share }) => {
      const index = indexOf(itemId);
      return index === undefined ? [] : [[index, Math.fround(blended(share, friends))]];
    }),
  );
}

/** What is kept out stays out: beside its bias this is nothing. */
function withAdded(bias: Float32Array, added: ReadonlyMap<number, number>, arena: Arena): Float32Array {
  if (added.size === 0) return bias;
  const sum = arena.floats(bias.length);
  sum.set(bias);
  for (const [index, amount] of added) sum[index]! += amount;
  return sum;
}
