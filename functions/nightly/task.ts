/** One step of the night as the process that `start.ts` watches over. */
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3StepInput } from '../../shared/adapters/s3/step-input.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { tellOutcome } from '../../shared/runtime/task/step-process.ts';
import { handler } from './handler.ts';

const config = loadConfig('SNAPSHOT_BUCKET', 'STEP', 'STEP_INPUT_KEY');

await tellOutcome(async () =>
  handler({ step: config.STEP, input: await s3StepInput(s3Client(), config.SNAPSHOT_BUCKET, config.STEP_INPUT_KEY) }),
);
