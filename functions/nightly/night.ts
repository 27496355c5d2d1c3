import { NotFoundError } from '../../shared/domain/errors.ts';
import type { RecommenderEvaluation } from '../../shared/model/recommender-manifest.ts';
import type { SnapshotManifest } from '../../shared/ports/snapshots.ts';
import {
  parseAnonymiseInput,
  parseDatasetInput,
  parseNightInput,
  parseRatingsInput,
  parseReplayInput,
  parseTaskInput,
} from './contract.ts';
import type { anonymiseStep } from './datasets/anonymise.ts';
import type { evaluateDataset } from './datasets/evaluate-dataset.ts';
import type { evaluateRatings } from './datasets/evaluate-ratings.ts';
import type { replayDecision } from './datasets/replay-decision.ts';
import type { sweep } from './erasure/sweep.ts';
import type { evaluate } from './evaluation/evaluate.ts';
import type { PublishOutput } from './gathered.ts';
import type { evaluateTask } from './measures/evaluate-task.ts';
import type { publish } from './publication/publish.ts';
import type { snapshot } from './snapshot/snapshot.ts';
import type { TrainOutput, train } from './training/train.ts';

export interface Steps {
  readonly snapshot: ReturnType<typeof snapshot>;
  readonly train: ReturnType<typeof train>;
  readonly evaluate: ReturnType<typeof evaluate>;
  readonly publish: ReturnType<typeof publish>;
  readonly sweep: ReturnType<typeof sweep>;
  readonly evaluateDataset: ReturnType<typeof evaluateDataset>;
  readonly evaluateRatings: ReturnType<typeof evaluateRatings>;
  readonly evaluateTask: ReturnType<typeof evaluateTask>;
  readonly anonymise: ReturnType<typeof anonymiseStep>;
  readonly replayDecision: ReturnType<typeof replayDecision>;
}

export interface StepCall {
  readonly step: string;
  readonly input: unknown;
}

/** What the state machine has gathered so far: its own input, and what each step gave, by the step's name. */
interface NightState {
  readonly snapshot: SnapshotManifest;
  readonly training: Extract<TrainOutput, { status: 'trained' }>;
  readonly evaluation: RecommenderEvaluation;
  /** Absent where there was nothing to train. */
  readonly publication?: PublishOutput;
}

/** The steps of the night by name, each given its part of what the night has gathered. */
export const night =
  (steps: Steps) =>
  async ({ step, input }: StepCall): Promise<unknown> => {
    const state = input as NightState;
    switch (step) {
      case 'snapshot':
        return steps.snapshot();
      case 'train': {
        const { settings } = parseNightInput(input);
        return steps.train({ snapshotId: state.snapshot.snapshotId, ...(settings && { settings }) });
      }
      case 'evaluate':
        return steps.evaluate({
          snapshotId: state.snapshot.snapshotId,
          goal: state.training.goal,
          testFromMs: state.training.testFromMs,
          golden: state.training.golden,
          ...trained(state),
        });
      case 'publish':
        return steps.publish({
          snapshot: state.snapshot,
          fingerprint: state.training.fingerprint,
          ...(state.training.friends && { friends: state.training.friends }),
          ...trained(state),
          evaluation: state.evaluation,
        });
      case 'sweep': {
        const { settleSeconds } = parseNightInput(input);
        const { snapshot, publication } = state;
        return steps.sweep({
          snapshot,
          ...(publication && { publication }),
          ...(settleSeconds !== undefined && { settleSeconds }),
        });
      }
      case 'evaluate-dataset': {
        const { dataset, format, listsFor, settings } = parseDatasetInput(input);
        return steps.evaluateDataset({
          dataset,
          ...(format && { format }),
          ...(listsFor && { listsFor }),
          ...(settings && { settings }),
        });
      }
      case 'evaluate-ratings':
        return steps.evaluateRatings(parseRatingsInput(input));
      case 'evaluate-task':
        return steps.evaluateTask(parseTaskInput(input));
      case 'anonymise':
        return steps.anonymise(parseAnonymiseInput(input));
      case 'replay':
        return steps.replayDecision(parseReplayInput(input));
      default:
        throw new NotFoundError(`no such step: ${step}`);
    }
  };

const trained = ({ training }: NightState) => ({
  version: training.version,
  settings: training.tuned.settings,
  sources: training.sources,
  cells: training.cells,
});
