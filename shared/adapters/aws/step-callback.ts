import { RapportError } from '../../domain/errors.ts';
import type { StepCallback } from '../../ports/step-callback.ts';
import type { SignedFetch } from './signed-fetch.ts';

/** What Step Functions takes of a failure, in characters. */
const MAX_NAME = 256;
const MAX_CAUSE = 32_768;

/** The state of a state machine of Step Functions that waits for its task token to come back. */
export function stepCallback(fetch: SignedFetch, endpoint: string, taskToken: string): StepCallback {
  /** @throws RapportError with the code of the refusal. */
  const send = async (action: string, fields: Readonly<Record<string, string>> = {}): Promise<void> => {
    const answer = await fetch({
      url: endpoint,
      service: 'states',
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${action}` },
      body: JSON.stringify({ taskToken, ...fields }),
    });
    if (answer.ok) return;
    const { __type = '', message = '' } = (await answer.json()) as { __type?: string; message?: string };
    throw new RapportError(__type.replace(/^.*#/, ''), `${action} was refused: ${answer.status} ${__type} ${message}`);
  };

  return {
    async goesOn() {
      try {
        await send('SendTaskHeartbeat');
        return true;
      } catch (error) {
        if (error instanceof RapportError && /^Task(TimedOut|DoesNotExist)$/.test(error.code)) return false;
        throw error;
      }
    },

    succeeded: (result) => send('SendTaskSuccess', { output: JSON.stringify(result) }),

    failed: ({ name, message }) =>
      send('SendTaskFailure', { error: name.slice(0, MAX_NAME), cause: message.slice(0, MAX_CAUSE) }),
  };
}
