import { type CatalogEntry, isForSale, isSoldIn } from '../../../shared/domain/item.ts';
import { sampleOf } from '../../../shared/evaluation/lowest-hashed.ts';
import { intervalOfNdcg } from '../../../shared/evaluation/measured-lists.ts';
import { packBefore, windowTasks } from '../../../shared/evaluation/splits.ts';
import type { Cell } from '../../../shared/features/context.ts';
import { jsonOf } from '../../../shared/model/json-bytes.ts';
import { RECOMMENDER_NAME, type RecommenderEvaluation } from '../../../shared/model/recommender-manifest.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import type { DrawnSlates } from '../../../shared/ports/drawn-slates.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../../shared/ports/scorer.ts';
import type { SnapshotReader } from '../../../shared/ports/snapshots.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { goalKindsOf, MAX_ASKED, type NightGoal } from '../histories/night-goal.ts';
import { readSomePeople } from '../histories/training-data.ts';
import { type IsOffered, servedVersion } from './asked-version.ts';
import { compareByLog } from './compare-by-log.ts';
import { compareLists } from './compare-lists.ts';
import { compareServed } from './compare-served.ts';
import { BOOTSTRAP_SEED, LIST_LENGTH } from './measuring.ts';
import { popularityCounts, popularityLists } from './popularity.ts';
import { servedLists } from './served-lists.ts';

export interface EvaluatePorts {
  readonly snapshots: SnapshotReader;
  readonly models: ModelStore;
  readonly loadScorer: LoadScorer;
  readonly drawn: Pick<DrawnSlates, 'read'>;
  readonly decisions: Pick<DecisionReader, 'get'>;
  readonly log: Log;
}

export interface EvaluateInput {
  readonly snapshotId: string;
  readonly version: string;
  readonly settings: RecommenderSettings;
  /** Of the trial's graph. */
  readonly cells: readonly Cell[];
  readonly goal: NightGoal;
  /** Where the test window begins. */
  readonly testFromMs: number;
  /** What training found of the model's graph. */
  readonly golden: RecommenderEvaluation['golden'];
}

/**
 * Interactions that are read, at most but for a bucket: those of some people say what those of all would, and reading is
 * most of what an evaluation takes. In 5 million the ten thousand people who are asked are found.
 */
const MAX_READ = 5_000_000;
/** Scores that the graph computes, at most: 10,000 tasks among 50,000 items. */
const MAX_SCORES = 500_000_000;
/** The figure that decides. */
const CUT = 10;

/** Measures the trial graph on the test window beside popularity. */
export const evaluate =
  ({ snapshots, models, loadScorer, drawn, decisions, log }: EvaluatePorts) =>
  async ({
    snapshotId,
    version,
    settings,
    cells,
    goal,
    testFromMs,
    golden,
  }: EvaluateInput): Promise<RecommenderEvaluation> => {
    const itemIds = jsonOf(await models.read(RECOMMENDER_NAME, version, 'items.json')) as readonly string[];
    const itemCount = itemIds.length;
    const people = await readSomePeople(snapshots, snapshotId, itemIds, MAX_READ);
    const goalKinds = goalKindsOf(goal);
    const tasks = sampleOf(
      windowTasks(people, goalKinds, { fromMs: testFromMs, maxAsked: MAX_ASKED }),
      Math.ceil(MAX_SCORES / itemCount),
    );
    log.info('tasks read', { people: people.length, events: people.items.length, tasks: tasks.length });
    const trial = await loadScorer(await models.read(RECOMMENDER_NAME, version, 'trial.onnx'));
    const lists = await servedLists(trial, tasks, {
      historyLimit: settings.historyLimit,
      itemCount,
      k: LIST_LENGTH,
      candidates: 'new',
      cells,
    });
    const popularity = popularityCounts(packBefore(people, testFromMs), itemCount, goalKinds);
    const baselineLists = popularityLists(tasks, popularity, 'new');
    const { baseline, ...measured } = compareLists(tasks, lists, baselineLists, CUT);
    const challenger = { version, historyLimit: settings.historyLimit, cells, itemIds };
    const slates = (await drawn.read(snapshotId)).filter(({ decidedAtMs }) => decidedAtMs >= testFromMs);
    const served = await servedVersion({ models, loadScorer });
    const isAnother = served !== undefined && served.version !== version;
    const catalog = isAnother || slates.length > 0 ? await readEntries(snapshots, snapshotId) : NO_ENTRIES;
    const difference = isAnother
      ? await compareServed(
          { models, loadScorer },
          { served, challenger },
          people,
          (itemId) => catalog.get(itemId)?.item,
        )
      : undefined;
    const byLog = await compareByLog(decisions, { version: challenger, trial }, slates, isOfferedBy(catalog));
    const evaluation: RecommenderEvaluation = {
      goal,
      ...measured,
      popularity: baseline,
      ndcg: intervalOfNdcg(tasks, lists, { k: CUT, seed: BOOTSTRAP_SEED }),
      coverage: new Set(lists.flatMap((list) => [...list.subarray(0, CUT)])).size / itemCount,
      golden,
      ...(difference && { difference }),
      ...(byLog && { byLog }),
    };
    log.info('evaluated', { version, goal, people: measured.people, ndcg: evaluation.ndcg?.mean ?? -1 });
    return evaluation;
  };

type Entries = ReadonlyMap<string, CatalogEntry>;
const NO_ENTRIES: Entries = new Map();

async function readEntries(snapshots: SnapshotReader, snapshotId: string): Promise<Entries> {
  const { itemParts } = await snapshots.manifest(snapshotId);
  const entries = new Map<string, CatalogEntry>();
  for (let part = 0; part < itemParts; part++)
    for (const entry of await snapshots.readItems(snapshotId, part)) entries.set(entry.item.itemId, entry);
  return entries;
}

/** What the catalog says now: what was for sale when a slate was drawn is not known. */
const isOfferedBy =
  (catalog: Entries): IsOffered =>
  (itemId, market) => {
    const entry = catalog.get(itemId);
    return entry !== undefined && isForSale(entry) && isSoldIn(entry, market);
  };
