import { Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Who may sign in as an operator, and by what. */
export interface Operators {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
}

/** Nobody signs up: who may administer the account makes an operator, by `aws cognito-idp admin-create-user`. */
export function operatorsOf(scope: Construct, { stage, deletionProtection }: OperatorsProps): Operators {
  const pool = new UserPool(scope, 'Operators', {
    userPoolName: `rapport-${stage}-operators`,
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    passwordPolicy: {
      minLength: 14,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    deletionProtection,
    removalPolicy: RemovalPolicy.DESTROY, // operators are made again; nothing of the shop lies here
  });
  const client = pool.addClient('Console', {
    authFlows: { userSrp: true, adminUserPassword: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.days(1),
  });
  return { pool, client };
}

interface OperatorsProps {
  readonly stage: string;
  readonly deletionProtection: boolean;
}
