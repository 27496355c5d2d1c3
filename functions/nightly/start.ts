/**
 * The command of the night's container: fetches the bundle of `task.ts`, runs it, and reports to the state machine.
 * It stands in the task's definition as text, so nothing that it imports may be large.
 */
import { bundleArchive } from '../../shared/adapters/aws/bundle-archive.ts';
import { containerKeys, signedFetch } from '../../shared/adapters/aws/signed-fetch.ts';
import { stepCallback } from '../../shared/adapters/aws/step-callback.ts';
import { loadConfig, positiveInteger } from '../../shared/runtime/config.ts';
import { reported } from '../../shared/runtime/task/reported.ts';
import { resultOf } from '../../shared/runtime/task/step-process.ts';
import { unpacked } from '../../shared/runtime/task/unpacked.ts';

const config = loadConfig(
  'AWS_REGION',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_ENDPOINT_URL_SFN',
  'BUNDLE_URL',
  'HEARTBEAT_SECONDS',
  'TASK_TOKEN',
);
const fetch = signedFetch(config.AWS_REGION, containerKeys(config.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI));
const report = {
  callback: stepCallback(fetch, config.AWS_ENDPOINT_URL_SFN, config.TASK_TOKEN),
  heartbeatSeconds: positiveInteger(config, 'HEARTBEAT_SECONDS'),
};

await reported(report, async (stop) => {
  const folder = await unpacked(await bundleArchive(fetch, config.BUNDLE_URL));
  return resultOf(`${folder}/index.mjs`, stop);
});
