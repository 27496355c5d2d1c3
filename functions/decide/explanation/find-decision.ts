import type { KeptDecision } from '../../../shared/domain/action-record.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { ActionRecords } from '../../../shared/ports/action-records.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import type { Identities } from '../../../shared/ports/people.ts';
import { isOwn } from '../../../shared/privacy/ownership.ts';

export interface FindPorts {
  readonly decisions: Pick<DecisionReader, 'get'>;
  /** Absent where the deployment keeps no records of decisions. */
  readonly actionRecords?: { readonly store: Pick<ActionRecords, 'find'> };
  readonly identities: Pick<Identities, 'ownerOf'>;
}

type Kept = Pick<FindPorts, 'decisions' | 'actionRecords'>;

/** Of a slate, a ranking or an action. @throws NotFoundError for an id that was never given, and for one whose time is over. */
export const findDecision =
  (ports: Kept) =>
  async (decisionId: string): Promise<KeptDecision> => {
    const record = await keptDecision(decisionId, ports);
    if (record === undefined) throw notFound();
    return record;
  };

/**
 * A decision that was made for a person, or on a device of theirs.
 * @throws NotFoundError for that of somebody else or of nobody just as for an unknown one: nothing tells which exist.
 */
export const findOwnDecision = ({ identities, ...ports }: FindPorts) => {
  const isTheirs = isOwn(identities);
  return async (person: PersonRef, decisionId: string): Promise<KeptDecision> => {
    const record = await keptDecision(decisionId, ports);
    if (record === undefined || !(await isTheirs(record.person, person))) throw notFound();
    return record;
  };
};

const keptDecision = async (
  decisionId: string,
  { decisions, actionRecords }: Kept,
): Promise<KeptDecision | undefined> =>
  (await decisions.get(decisionId)) ?? (await actionRecords?.store.find(decisionId))?.record;

const notFound = () => new NotFoundError('no such decision, or its time is over');
