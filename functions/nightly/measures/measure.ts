import type { Hash, Log } from '../../../shared/ports/system.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';
import type { Arithmetic } from '../training/arithmetic.ts';
import type { Options } from './options.ts';

/** What a data set holds, to be asked for file by file. */
export interface MeasuredFiles {
  readonly names: readonly string[];
  text(file: string): Promise<string>;
  /** @param header - names of columns where the first line has none. */
  table(file: string, header?: readonly string[]): Promise<TextTable>;
}

/** Measures how well one thing is foreseen or found on a data set that anybody may lay down. */
export type Measure = (
  files: MeasuredFiles,
  options: Options,
  tools: {
    readonly arithmetic: Arithmetic;
    readonly log: Log;
    readonly hash: Hash;
    /** Seconds since it was last asked. */
    readonly timed: () => number;
  },
) => Promise<Measured>;

export interface Measured {
  /** How it was measured, in a sentence. */
  readonly protocol: string;
  /** How much there was, by what it is: rows, series, people. */
  readonly counts: Readonly<Record<string, number>>;
  /** Figures by method; null where one has no meaning here. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** Why a figure is null, by `method.figure`. */
  readonly reasons: Readonly<Record<string, string>>;
  /** What a reader must know before believing a figure; none without it. */
  readonly notes?: readonly string[];
  /** All else that a reader may want: parameters, intervals, curves. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly seconds: Readonly<Record<string, number>>;
}

/** Reasons of every figure that is null. @param why - of a figure by its name. */
export const whyNull = (metrics: Measured['metrics'], why: (figure: string) => string): Measured['reasons'] =>
  Object.fromEntries(
    Object.entries(metrics).flatMap(([method, figures]) =>
      Object.entries(figures).flatMap(([figure, value]) =>
        value === null ? [[`${method}.${figure}`, why(figure)]] : [],
      ),
    ),
  );
