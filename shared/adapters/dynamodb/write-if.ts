import {
  type DynamoDBDocumentClient,
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';

type Conditional<Input> = Input & { readonly ConditionExpression: string };

/**
 * Puts a row where its condition holds. A put whose answer was lost is sent again by the SDK, and then may be found not
 * to hold although it was made.
 * @returns false when it does not hold.
 */
export const putIf = (client: DynamoDBDocumentClient, input: Conditional<PutCommandInput>): Promise<boolean> =>
  isMade(client.send(new PutCommand(input)));

/** The same for a change of a row. */
export const updateIf = (client: DynamoDBDocumentClient, input: Conditional<UpdateCommandInput>): Promise<boolean> =>
  isMade(client.send(new UpdateCommand(input)));

async function isMade(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
