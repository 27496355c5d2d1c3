import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { bedrockModelOf } from '../writer-options.ts';

/** What a function needs that has answers worded. */
export interface Wording {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
}

/** The right to ask the one model of Bedrock, or to read the one key of another endpoint. */
export function wordingOf(scope: Construct, { writer, writerKey }: Pick<Config, 'writer' | 'writerKey'>): Wording {
  const model = bedrockModelOf(writer);
  const read = (key: string) => new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [key] });
  return {
    environment: writerKey === undefined ? {} : { WRITER_KEY: writerKey },
    statements: [
      ...(writerKey === undefined ? [] : [read(writerKey)]),
      ...(model === undefined
        ? []
        : [new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: arnsOf(Stack.of(scope), model) })]),
    ],
  };
}

/** A profile, whose id says where it runs, sends a request to its model in any of several regions. */
function arnsOf({ partition, region, account }: Stack, { id, model }: { readonly id: string; readonly model: string }) {
  const regions = model === id ? region : '*';
  return [
    `arn:${partition}:bedrock:${regions}::foundation-model/${model}`,
    ...(model === id ? [] : [`arn:${partition}:bedrock:${region}:${account}:inference-profile/${id}`]),
  ];
}
