import type { PersonRef } from '../../../shared/domain/event.ts';
import type { ErasedCounts } from '../../../shared/domain/privacy-request.ts';
import type { PersonalRows, QuarantineRemoval } from '../../../shared/ports/erasure.ts';
import type { Suppressions } from '../../../shared/ports/people.ts';
import { concernsOneOf } from '../../../shared/privacy/erasure.ts';

export interface ErasePorts {
  readonly suppressions: Suppressions;
  readonly rows: PersonalRows;
  readonly quarantine: QuarantineRemoval;
}

/**
 * Takes a person out of everything that can be read. First the ids are suppressed, so that nothing new comes in; what
 * was on its way in by then is removed in the night, with snapshots and models. Safe to repeat.
 * @param people - every id of the person.
 * @returns rows by kind, and quarantined events, that were removed.
 */
export const erase =
  ({ suppressions, rows, quarantine }: ErasePorts) =>
  async (people: readonly PersonRef[]): Promise<ErasedCounts> => {
    await suppressions.suppress(people);
    const [removed, quarantined] = await Promise.all([rows.erase(people), quarantine.erase(concernsOneOf(people))]);
    return { ...removed, quarantine: quarantined };
  };
