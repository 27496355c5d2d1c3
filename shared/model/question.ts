import type { BlendName } from './blend.ts';

/** What a recommender is asked: who did what, where, and what may come back. */
export interface ModelQuestion {
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
