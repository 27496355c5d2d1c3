import { type ConsentRegister, type ConsentSource, PURPOSES, type Purpose } from '../../../shared/domain/consent.ts';
import { ConflictError } from '../../../shared/domain/errors.ts';
import { type PersonRef, partitionOf } from '../../../shared/domain/event.ts';
import { type PersonRecord, withConsent } from '../../../shared/domain/person-record.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { LinkedRecords, PersonRecords, Suppressions } from '../../../shared/ports/people.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { allows, type ConsentRegime, USES, type UseName } from '../../../shared/privacy/consent.ts';
import { statementsOf } from '../../../shared/privacy/consent-categories.ts';

export interface ConsentPorts {
  readonly records: PersonRecords;
  readonly linked: LinkedRecords;
  readonly suppressions: Suppressions;
  readonly clock: Clock;
  readonly regime: ConsentRegime;
}

/** What was said of a person's data, and what follows from it. */
export interface ConsentView {
  readonly regime: ConsentRegime;
  readonly purposes: Readonly<Partial<Record<Purpose, StatementView>>>;
  /** May the house do it now? */
  readonly uses: Readonly<Record<UseName, boolean>>;
}

interface StatementView {
  readonly granted: boolean;
  readonly at: string;
  readonly source: ConsentSource;
}

/** What somebody says of purposes. */
export interface ConsentChange {
  readonly purposes: ReadonlyMap<Purpose, boolean>;
  /** When it was said; absent: now. With it, a repetition cannot undo what was said in between. */
  readonly atMs: number | undefined;
}

/** What is on record, of somebody who never came as of somebody who said nothing. @param market - for `by-market`. */
export const consentOf =
  ({ records, regime }: ConsentPorts) =>
  async (person: PersonRef, market?: string): Promise<ConsentView> =>
    viewOf((await records.get([person])).get(partitionOf(person)), regime, market);

/**
 * Puts statements on record, of a user also with their devices, and of a device with its owner. The newest counts, so
 * it is safe to repeat.
 * @throws ConflictError for somebody who was erased and must not come back.
 */
export const stateConsent =
  ({ linked, suppressions, clock, regime }: ConsentPorts, source: ConsentSource) =>
  async (person: PersonRef, { purposes, atMs }: ConsentChange, market?: string): Promise<ConsentView> => {
    if ((await suppressions.among([person])).size > 0) {
      throw new ConflictError('this person was erased; nothing is kept of them');
    }
    const nowMs = clock.nowMs();
    const said = statementsOf(purposes, Math.min(atMs ?? nowMs, nowMs), source);
    return viewOf(await linked.update(person, (record) => withConsent(record, said)), regime, market);
  };

function viewOf(record: PersonRecord | undefined, regime: ConsentRegime, market: string | undefined): ConsentView {
  const uses = Object.keys(USES) as UseName[];
  const isAllowed = (use: UseName) => [use, allows(use, record, { regime, market })] as const;
  return {
    regime,
    purposes: statementViews(record?.consent ?? {}),
    uses: Object.fromEntries(uses.map(isAllowed)) as Record<UseName, boolean>,
  };
}

const statementViews = (said: ConsentRegister): ConsentView['purposes'] =>
  Object.fromEntries(
    PURPOSES.flatMap((purpose) => {
      const statement = said[purpose];
      if (statement === undefined) return [];
      const { granted, atMs, source } = statement;
      return [[purpose, { granted, at: isoOf(atMs), source }]];
    }),
  );
