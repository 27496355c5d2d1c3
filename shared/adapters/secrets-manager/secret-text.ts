import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { UnavailableError } from '../../domain/errors.ts';

/** A secret of the account, as text. @throws UnavailableError when there is none. */
export function secretText(arn: string): () => Promise<string> {
  const client = new SecretsManagerClient();
  return async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString === undefined) throw new UnavailableError('the secret holds no text', 60);
    return SecretString;
  };
}
