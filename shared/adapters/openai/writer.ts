import { UnavailableError } from '../../domain/errors.ts';
import type { Writer } from '../../ports/writer.ts';

/** A shopper waits. */
const TIMEOUT_MS = 4000;
const MOST_TOKENS = 1000;

export interface OpenAiEndpoint {
  /** Below which `/chat/completions` lies. */
  readonly url: string;
  readonly model: string;
  /** Undefined: it wants none. */
  readonly key: (() => Promise<string>) | undefined;
}

/** Any endpoint that speaks OpenAI’s chat completions. It is of the deployment’s own choosing; a redirect is no answer. */
export const openAiWriter = ({ url, model, key }: OpenAiEndpoint): Writer => ({
  name: model,
  async word({ instruction, text }) {
    try {
      const answer = await fetch(`${url.replace(/\/$/, '')}/chat/completions`, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          ...(key !== undefined && { authorization: `Bearer ${await key()}` }),
        },
        body: JSON.stringify({
          model,
          messages: [
            { role: 'system', content: instruction },
            { role: 'user', content: text },
          ],
          max_tokens: MOST_TOKENS,
          temperature: 0.3,
        }),
      });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const { choices } = (await answer.json()) as {
        readonly choices?: readonly { readonly message?: { readonly content?: unknown } }[];
      };
      return String(choices?.[0]?.message?.content ?? '');
    } catch (cause) {
      throw new UnavailableError(`the endpoint of the writer gave no words of ${model}`, 60, { cause });
    }
  },
});
