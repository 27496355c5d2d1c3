import type { PersonRef } from '../../shared/domain/event.ts';
import type { PersonFlag } from '../../shared/domain/flag.ts';
import type { PersonFlags } from '../../shared/ports/flags.ts';
import type { Clock } from '../../shared/ports/system.ts';

/** An operator says what a person is; no later night changes it. */
export const sayFlag =
  (flags: PersonFlags, clock: Clock) =>
  async (person: PersonRef, verdict: PersonFlag['verdict']): Promise<PersonFlag> => {
    const flag: PersonFlag = { verdict, reasons: [], atMs: clock.nowMs(), by: 'operator' };
    await flags.put(person, flag);
    return flag;
  };
