import type { BehaviourDifference } from '../domain/behaviour-difference.ts';
import { IncompatibleModelError } from '../domain/errors.ts';
import type { SourceBlend } from '../learning/blend.ts';
import { GRAPH_INPUTS, GRAPH_OUTPUTS } from './recommender-graph.ts';
import type { RecommenderSettings } from './recommender-settings.ts';

/** The folder of all its versions, under models/. */
export const RECOMMENDER_NAME = 'recommender';

/** Raised whenever a model made before must not be served by code made after. */
export const RECOMMENDER_SCHEMA = 4;

/** What is in a recommender's folder, and why it may be served. */
export interface RecommenderManifest {
  readonly schema: number;
  readonly name: string;
  readonly version: string;
  /** The kinds that number the kind weights, in their order. */
  readonly kinds: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly settings: RecommenderSettings;
  /** The graph's sources, in the order of its contributions. */
  readonly sources: readonly string[];
  /** The cells that number the graph's contexts, in their order; none where it has no source that knows of contexts. */
  readonly cells: readonly string[];
  /** How what friends chose counts beside the personal blend; absent where it adds no more than chance would. */
  readonly friends?: SourceBlend;
  readonly trainedOn: TrainedOn;
  readonly evaluation: RecommenderEvaluation;
  readonly gate: GateVerdict;
  /** Lower-case hex by file name. */
  readonly sha256: Readonly<Record<string, string>>;
}

export interface TrainedOn {
  readonly snapshotId: string;
  readonly takenAtMs: number;
  /** Of the interactions and the catalog; whatever order they were read in. */
  readonly fingerprint: string;
  readonly eventCount: number;
  readonly personCount: number;
  readonly itemCount: number;
}

/** Figures of the version on events that its trial fit never saw. */
export interface RecommenderEvaluation {
  /** What was foreseen: purchases, or any interaction where purchases are too few to measure. */
  readonly goal: 'purchase' | 'any';
  readonly people: number;
  /** Items to foresee, several a person. */
  readonly tasks: number;
  readonly model: Readonly<Record<string, number | null>>;
  readonly popularity: Readonly<Record<string, number | null>>;
  /** Model less popularity in ndcg@10, with its 95 % interval; null without people. */
  readonly lift: MeanInterval | null;
  /** The model's ndcg@10 with its 95 % interval; null without people. */
  readonly ndcg: MeanInterval | null;
  /** Share of all items that stand in somebody's first ten. */
  readonly coverage: number;
  /** The served graph against its readable twin; errors relative to scores above 1. */
  readonly golden: { readonly histories: number; readonly largestError: number; readonly sameRankings: boolean };
  /** What people would be shown by it instead of by the served version; absent where there was none to ask. */
  readonly difference?: BehaviourDifference;
  /** What a trial of it would have earned where slates were drawn, beside what they earned; absent where none was. */
  readonly byLog?: LogComparison;
}

/** Clicks a slate: as they came, and foreseen of another version by inverse propensity. */
export interface LogComparison {
  readonly slates: number;
  /** By the versions that drew them. */
  readonly logged: LoggedValue;
  readonly asked: LoggedValue;
  /** Of the second beyond the first. */
  readonly gain: LoggedValue;
}

export interface LoggedValue {
  readonly value: number;
  /** 95 %; null where no interval can be told. */
  readonly low: number | null;
  readonly high: number | null;
  /** Why the interval must not be trusted; absent where it may be. */
  readonly doubt?: string;
}

export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface GateVerdict {
  readonly passed: boolean;
  readonly checks: readonly GateCheck[];
  /** Why the version is served although a check failed. */
  readonly overruledBy?: string;
}

export interface GateCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly reason: string;
}

/**
 * A manifest that this code may serve.
 * @throws IncompatibleModelError saying what does not fit.
 */
export function parseManifest(value: unknown, kinds: readonly string[]): RecommenderManifest {
  const manifest = value as Partial<RecommenderManifest> | null;
  if (typeof manifest !== 'object' || manifest === null) throw new IncompatibleModelError('the manifest is no object');
  if (manifest.schema !== RECOMMENDER_SCHEMA) {
    throw new IncompatibleModelError(
      `the manifest has schema ${JSON.stringify(manifest.schema)}; this code serves ${RECOMMENDER_SCHEMA}`,
    );
  }
  for (const [name, found, wanted] of [
    ['kinds', manifest.kinds, kinds],
    ['inputs', manifest.inputs, GRAPH_INPUTS],
    ['outputs', manifest.outputs, GRAPH_OUTPUTS],
  ] as const) {
    if (!Array.isArray(found) || found.length !== wanted.length || wanted.some((word, i) => word !== found[i])) {
      throw new IncompatibleModelError(
        `the manifest's ${name} are ${JSON.stringify(found)}; this code wants ${wanted.join()}`,
      );
    }
  }
  if (!Array.isArray(manifest.cells)) throw new IncompatibleModelError('the manifest does not name its cells');
  if (manifest.gate?.passed !== true) throw new IncompatibleModelError('the gate did not pass this version');
  if (typeof manifest.sha256 !== 'object' || manifest.sha256 === null) {
    throw new IncompatibleModelError('the manifest has no checksums');
  }
  return manifest as RecommenderManifest;
}

/** @throws IncompatibleModelError when the file is not the one that the manifest was made for. */
export function verifyFile(manifest: RecommenderManifest, file: string, sha256: string): void {
  const wanted = manifest.sha256[file];
  if (wanted !== sha256) {
    throw new IncompatibleModelError(
      `${file} of ${manifest.version} has checksum ${sha256.slice(0, 12)}…, not ${JSON.stringify(wanted ?? null).slice(0, 13)}…`,
    );
  }
}
