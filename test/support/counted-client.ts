import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** @returns what names the commands that the client sends while something is done, in order; each attempt counts. */
export function countedClient(
  client: DynamoDBDocumentClient,
): (work: () => Promise<unknown>) => Promise<readonly string[]> {
  let calls: string[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(String(commandName));
        return next(args);
      },
    { step: 'finalizeRequest', name: 'countedCalls' },
  );
  return async (work) => {
    calls = [];
    await work();
    return calls;
  };
}
