import type { PersonKey } from '../../shared/domain/person-key.ts';
import { memoryPeople } from './memory-people.ts';

/** What a night asks of people who said nothing, and ids as they are, so that a test can tell whose they are. */
export function silentPeople() {
  const { records, suppressions } = memoryPeople();
  return {
    records,
    suppressions,
    regime: 'opt-out' as const,
    pseudonyms: async () => ({
      ofPerson: (partition: string) => partition as PersonKey,
      ofMessage: (messageId: string) => messageId,
    }),
  };
}
