import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { UnavailableError } from '../../domain/errors.ts';
import type { Writer } from '../../ports/writer.ts';

/** A shopper waits. */
const TIMEOUT_MS = 4000;
const MOST_TOKENS = 1000;

/** A model of Amazon Bedrock, by the Converse API. @param model - id of a model or of an inference profile. */
export function bedrockWriter(model: string): Writer {
  const client = new BedrockRuntimeClient({ maxAttempts: 1 });
  return {
    name: model,
    async word({ instruction, text }) {
      const command = new ConverseCommand({
        modelId: model,
        system: [{ text: instruction }],
        messages: [{ role: 'user', content: [{ text }] }],
        inferenceConfig: { maxTokens: MOST_TOKENS, temperature: 0.3 },
      });
      try {
        const { output } = await client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
        return (output?.message?.content ?? []).map((block) => block.text ?? '').join('');
      } catch (cause) {
        throw new UnavailableError(`Amazon Bedrock gave no words of ${model}`, 60, { cause });
      }
    },
  };
}
