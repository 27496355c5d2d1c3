import { AthenaClient } from '@aws-sdk/client-athena';

/** Region, keys and endpoint come from the environment, as the SDK reads it. */
export const athenaClient = (): AthenaClient => new AthenaClient({ maxAttempts: 5 });
