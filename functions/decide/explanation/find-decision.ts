import type { DecisionRecord } from '../../../shared/domain/decision-record.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import type { Identities } from '../../../shared/ports/people.ts';
import { isOwn } from '../../../shared/privacy/ownership.ts';

export interface FindPorts {
  readonly decisions: Pick<DecisionReader, 'get'>;
  readonly identities: Pick<Identities, 'ownerOf'>;
}

/** @throws NotFoundError for an id that was never given, and for one whose time is over. */
export const findDecision =
  ({ decisions }: Pick<FindPorts, 'decisions'>) =>
  async (decisionId: string): Promise<DecisionRecord> => {
    const record = await decisions.get(decisionId);
    if (record === undefined) throw notFound();
    return record;
  };

/**
 * A decision that was made for a person, or on a device of theirs.
 * @throws NotFoundError for that of somebody else or of nobody just as for an unknown one: nothing tells which exist.
 */
export const findOwnDecision = ({ decisions, identities }: FindPorts) => {
  const isTheirs = isOwn(identities);
  return async (person: PersonRef, decisionId: string): Promise<DecisionRecord> => {
    const record = await decisions.get(decisionId);
    if (record === undefined || !(await isTheirs(record.person, person))) throw notFound();
    return record;
  };
};

const notFound = () => new NotFoundError('no such decision, or its time is over');
