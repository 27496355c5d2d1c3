import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes longest, the longest first: begun late, one of them alone would keep all others waiting at the end. Before
 * them what makes the garbage collector run most: after others, in a heap that has grown, each run takes several times
 * as long.
 */
const SLOWEST = [
  'nightly/withdrawals',
  'laptop/night-task',
  'laptop/decision-requests',
  'laptop/commands',
  'laptop/quality',
  'laptop/forgetting',
  'laptop/shopper-page',
  'faults/kill',
  'learning/recommenders',
  'laptop/audiences',
  'learning/night',
  'laptop/day-in-the-life',
  'infra/nag',
  'laptop/clients',
  'laptop/credentials',
  'translate/translator',
  'laptop/decision-records',
  'laptop/record-of-processing',
  'learning/context',
  'infra/supply-chain',
  'nightly/training/tune',
];

/** These begin first, whether or not an earlier run has told how long each takes; the others in vitest’s own order. */
export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = SLOWEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? SLOWEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
