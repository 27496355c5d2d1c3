import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import type { ProfileState } from '../../../shared/features/profile/profile.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';

/** A use of people's states that the night makes of the same folding. */
export interface StateWatcher {
  start(scan: ObservedScan): void;
  see(person: PersonState): void;
  finish(): Promise<void>;
}

/** The state of somebody who may be personalised for, of their events up to the watermark, and their record. */
export interface PersonState {
  readonly partition: string;
  readonly state: ProfileState;
  readonly record: PersonRecord | undefined;
}
