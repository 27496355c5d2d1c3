import type { ModelQuestion } from '../model/question.ts';

/** A loaded recommender model. */
export interface Scorer {
  score(question: ModelQuestion): Promise<ScoreResult>;
}

export interface ScoreResult {
  /** Item indexes, best first; none that was kept out. */
  readonly ids: Int32Array;
  /** Log-odds against an even draw, of any sign; comparable within one answer. */
  readonly scores: Float32Array;
  /** (sources, ids), row by row: what each source adds to each score. */
  readonly contributions: Float32Array;
  /** (explained events, ids), row by row: how much each of the newest events speaks for each item, ≥ 0. */
  readonly evidence: Float32Array;
}

/** @throws IncompatibleModelError when the bytes are no model of this shape. */
export type LoadScorer = (bytes: Uint8Array) => Promise<Scorer>;
