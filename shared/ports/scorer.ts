import type { BlendName } from '../model/blend.ts';

/** A loaded recommender model. */
export interface Scorer {
  score(request: ScoreRequest): Promise<ScoreResult>;
}

export interface ScoreRequest {
  /** Item indexes of what the person did last, newest first. */
  readonly items: Int32Array;
  /** As many: what was done to each, as the model's kinds are numbered. */
  readonly kinds: Uint8Array;
  /** The cells of the context, as the model's cells are numbered, each once. */
  readonly context: Int32Array;
  /** Indexes that must not come back. */
  readonly blocked: Int32Array;
  /** One number an item, added to its score: 0, a boost in log units, or the bias that keeps it out. */
  readonly bias: Float32Array;
  /** What is asked for. */
  readonly blend: BlendName;
  /** How many; the answer may be shorter. */
  readonly k: number;
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
