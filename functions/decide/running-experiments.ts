import type { Experiment } from '../../shared/domain/experiment.ts';
import type { Documents } from '../../shared/ports/documents.ts';

/** Those that people come into now. */
export const runningExperiments =
  (experiments: Pick<Documents<Experiment>, 'list'>) => async (): Promise<readonly Experiment[]> =>
    (await experiments.list()).flatMap(({ body }) => (body.status === 'running' ? body : []));
