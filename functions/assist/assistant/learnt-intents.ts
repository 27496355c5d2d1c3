import { NotFoundError } from '../../../shared/domain/errors.ts';
import {
  INTENT_EVALUATION_FILE,
  INTENT_MODEL,
  type IntentEvaluation,
} from '../../../shared/model/intent-evaluation.ts';
import { jsonOf } from '../../../shared/model/json-bytes.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';

export interface LearntIntentPorts {
  readonly models: Pick<ModelStore, 'served' | 'read'>;
}

/** What a night learnt and is served now, and how right it is; null before the first night. */
export const learntIntents =
  ({ models }: LearntIntentPorts) =>
  async (): Promise<(IntentEvaluation & { readonly version: string }) | null> => {
    const pointer = await models.served(INTENT_MODEL);
    if (pointer === undefined) return null;
    const { version } = pointer;
    try {
      return {
        ...(jsonOf(await models.read(INTENT_MODEL, version, INTENT_EVALUATION_FILE)) as IntentEvaluation),
        version,
      };
    } catch (error) {
      if (error instanceof NotFoundError) return null; // a newer night is taking over
      throw error;
    }
  };
