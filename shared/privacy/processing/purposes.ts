import type { ProcessingPurpose } from './field-record.ts';

export interface PurposeRecord {
  readonly words: string;
  /** Data older than this, in days, serve the purpose no longer; absent: as long as what they serve is there. */
  readonly mostDays?: number;
  /** Why so long. */
  readonly because: string;
}

const SEASON = 'a season and the same season a year later; trackers live 13 months at most (CNIL guidelines, 2020)';

/** What each purpose is, and how long it can want data. A shop under other law changes the days here. */
export const PURPOSE_RECORDS = {
  service: {
    words: 'run what the person or the shop has asked for: take events once, honour consent, find what is to be erased',
    because: 'as long as there is what it serves',
  },
  analytics: {
    words: 'know what is looked at and bought',
    mostDays: 760,
    because: '25 months (CNIL, audience measurement)',
  },
  personalisation: { words: 'choose what to show to this person', mostDays: 400, because: SEASON },
  profiling: { words: 'learn from what people did, and foresee what they want', mostDays: 400, because: SEASON },
  marketing: {
    words: 'send messages',
    mostDays: 1095,
    because: 'three years after the last contact (CNIL, commercial management, 2022)',
  },
  advertising: { words: 'hand to advertisers', mostDays: 400, because: SEASON },
  research: {
    words: 'publish in anonymised data sets',
    mostDays: 400,
    because: 'no longer than what it is taken from',
  },
} as const satisfies Record<ProcessingPurpose, PurposeRecord>;
