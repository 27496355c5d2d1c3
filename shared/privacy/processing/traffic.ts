import type { PersonFlag } from '../../domain/flag.ts';
import type { FieldRecord } from './field-record.ts';

const judging = { purposes: ['analytics'], kept: 'flag' } as const;

/** Whether a person is taken for a bot. */
export const FLAG_FIELDS = {
  verdict: { ...judging, why: 'nothing is learnt from bots', category: 'derived' },
  reasons: { ...judging, why: 'why the night thinks so', category: 'derived' },
  atMs: { ...judging, why: 'when it was said', category: 'technical' },
  by: { ...judging, why: 'an operator’s word wins over a night’s', category: 'technical' },
} as const satisfies Record<keyof PersonFlag, FieldRecord>;
