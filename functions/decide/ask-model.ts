import type { BasisEvent } from '../../shared/decisioning/basis.ts';
import type { ScoredItems } from '../../shared/decisioning/candidates.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import type { DecisionContext } from '../../shared/domain/decision.ts';
import { kindIndex } from '../../shared/features/history.ts';
import type { BlendName } from '../../shared/model/blend.ts';
import type { ModelQuestion } from '../../shared/model/question.ts';
import type { ServedModel } from './served-recommender.ts';

export interface Question extends Pick<ModelQuestion, 'bias' | 'blend' | 'k'> {
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
  /** By item: the bias in its score. */
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
  { events, blocked, bias, blend, context, k }: Question,
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
  const { ids, scores, contributions, evidence } = await model.scorer.score({
    items: Int32Array.from(known, ({ index }) => index),
    kinds: Uint8Array.from(known, ({ event }) => kindIndex(event.kind)),
    blocked: Int32Array.from([...blocked].flatMap((itemId) => indexOf(itemId) ?? [])),
    bias,
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
