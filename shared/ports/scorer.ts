/** A loaded recommender model. */
export interface Scorer {
  score(request: ScoreRequest): Promise<ScoreResult>;
}

export interface ScoreRequest {
  /** Item indexes of what the person did last, newest first. */
  readonly items: Int32Array;
  /** As many: what was done to each, as the model's kinds are numbered. */
  readonly kinds: Uint8Array;
  /** Indexes that must not come back. */
  readonly blocked: Int32Array;
  /** One number an item: 0, or the penalty that keeps it out. */
  readonly penalty: Float32Array;
  /** How many; the answer may be shorter. */
  readonly k: number;
}

export interface ScoreResult {
  /** Item indexes, best first; none that was kept out. */
  readonly ids: Int32Array;
  readonly scores: Float32Array;
  /** (items, ids), row by row: what each event adds to each score. */
  readonly contributions: Float32Array;
}

/** @throws IncompatibleModelError when the bytes are no model of this shape. */
export type LoadScorer = (bytes: Uint8Array) => Promise<Scorer>;
