import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../domain/errors.ts';

/** Errors that DynamoDB lays at the client's door although the same call may succeed later. */
const BUSY = /Throttl|ThroughputExceeded|LimitExceeded|InFlight/;

/**
 * One client a function. Region, keys and endpoint come from the environment, as the SDK reads it. A store that is
 * busy, failing or out of reach after the SDK's own retries is an UnavailableError; what is our fault stays what it is.
 */
export function dynamoClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ maxAttempts: 5 });
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (cause) {
        const { $fault, name = '' } = cause as { $fault?: string; name?: string };
        if ($fault === 'client' && !BUSY.test(name)) throw cause;
        throw new UnavailableError('the store (DynamoDB) did not answer', 2, { cause });
      }
    },
    { step: 'initialize', name: 'unavailableStores' },
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
