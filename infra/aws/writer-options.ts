/** The key of what words answers, where it wants one. */
export interface WriterOptions {
  /** ARN of a secret of AWS Secrets Manager whose text is the key. */
  readonly writerKey: string | undefined;
}

/** Of Bedrock, where a deployment’s writer is one of its models: its id, and the model’s own, without where it runs. */
export function bedrockModelOf(
  writer: string | undefined,
): { readonly id: string; readonly model: string } | undefined {
  const id = /^bedrock\/(.+)$/.exec(writer ?? '')?.[1];
  return id === undefined ? undefined : { id, model: id.replace(/^(?:us|us-gov|eu|apac|global|jp|au)\./, '') };
}

const KEY = /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/;

/** @throws Error naming the option, its value and what is wanted. */
export function writerOptionsOf({ writer, writerKey }: Readonly<Record<string, unknown>>): WriterOptions {
  if (writerKey === undefined) return { writerKey };
  if (typeof writerKey !== 'string' || !KEY.test(writerKey))
    throw new Error(`writerKey ${JSON.stringify(writerKey)}: want the ARN of a secret (arn:aws:secretsmanager:…)`);
  if (!String(writer ?? '').startsWith('https:'))
    throw new Error('writerKey: want writer=https://…#MODEL with it; Amazon Bedrock wants no key');
  return { writerKey };
}
