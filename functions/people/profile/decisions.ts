import type { DecisionRecord } from '../../../shared/domain/decision-record.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';

/** What a decision came from. @throws NotFoundError for an id that was never given, and for one whose time is over. */
export const decisionOf =
  (decisions: DecisionReader) =>
  async (decisionId: string): Promise<DecisionRecord> => {
    const record = await decisions.get(decisionId);
    if (record === undefined) throw new NotFoundError('no such decision, or its time is over');
    return record;
  };
