import { S3Client } from '@aws-sdk/client-s3';
import { UnavailableError } from '../../domain/errors.ts';

/**
 * One client a function. Region, keys and endpoint come from the environment, as the SDK reads it. A store that is
 * failing or out of reach after the SDK's own retries is an UnavailableError; every answer below 500 stays what it is.
 */
export function s3Client(): S3Client {
  const client = new S3Client({ maxAttempts: 5 });
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (cause) {
        const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 500;
        if (status < 500) throw cause;
        throw new UnavailableError('the store (S3) did not answer', 2, { cause });
      }
    },
    { step: 'initialize', name: 'unavailableStores' },
  );
  return client;
}
