import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { personOfPartition } from '../../domain/event.ts';
import type { ListedPeople } from '../../ports/rolls.ts';
import type { Clock } from '../../ports/system.ts';
import { getAll } from './batch-get.ts';
import { isKept } from './expiry.ts';
import { ALIAS_KEY, PREDICTIONS_KEY, PROFILE_KEY, SUPPRESSED_KEY, suppressionKey } from './people-keys.ts';
import { recordOf } from './person-records.ts';

/**
 * Of everybody in its roll a night has written what it foresees, and an erasure takes that away: so somebody who was
 * erased is not there even after their id is suppressed no more.
 * @param hashOf - the keyed hash of a text, with the deployment's secret for suppressions.
 */
export const dynamoListedPeople = (
  client: DynamoDBDocumentClient,
  { table, clock, hashOf }: ListedPeopleOptions,
): ListedPeople => ({
  async stillThere(partitions) {
    const keys: { readonly pk: string; readonly sk: string }[] = [];
    const suppressionOf = new Map<string, string>();
    for (const pk of new Set(partitions)) {
      const suppression = suppressionKey(await hashOf(pk));
      suppressionOf.set(pk, suppression);
      keys.push({ pk, sk: PREDICTIONS_KEY }, { pk, sk: PROFILE_KEY }, { pk: suppression, sk: SUPPRESSED_KEY });
      if (personOfPartition(pk).userId === undefined) keys.push({ pk, sk: ALIAS_KEY });
    }
    const rows = new Map((await getAll(client, table, keys)).map((row) => [`${row['pk']} ${row['sk']}`, row]));
    return new Map(
      Array.from(suppressionOf).flatMap(([pk, suppression]) => {
        const foreseen = rows.get(`${pk} ${PREDICTIONS_KEY}`);
        if (foreseen === undefined || !isKept(foreseen, clock.nowMs())) return [];
        if (rows.has(`${suppression} ${SUPPRESSED_KEY}`) || rows.has(`${pk} ${ALIAS_KEY}`)) return [];
        const record = rows.get(`${pk} ${PROFILE_KEY}`);
        return [[pk, record && recordOf(record)] as const];
      }),
    );
  },
});

interface ListedPeopleOptions {
  readonly table: string;
  readonly clock: Clock;
  readonly hashOf: (text: string) => Promise<string>;
}
