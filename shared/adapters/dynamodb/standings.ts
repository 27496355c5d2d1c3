import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import type { Standing, Standings } from '../../ports/people.ts';
import { getAll } from './batch-get.ts';
import { ALIAS_KEY, PROFILE_KEY, SUPPRESSED_KEY, suppressionKey } from './people-keys.ts';
import { recordOf } from './person-records.ts';

/** @param hashOf - the keyed hash of a text, with the deployment's secret for suppressions. */
export function dynamoStandings(
  client: DynamoDBDocumentClient,
  table: string,
  hashOf: (text: string) => Promise<string>,
): Standings {
  /** Each id's rows are in two partitions, or three rows of a device; all ids' are read together. */
  const read = async (people: readonly PersonRef[]): Promise<ReadonlyMap<string, Standing>> => {
    const hashes = new Map<string, string>();
    const keys: { readonly pk: string; readonly sk: string }[] = [];
    for (const person of people) {
      const pk = partitionOf(person);
      if (hashes.has(pk)) continue;
      const suppressed = suppressionKey(await hashOf(pk));
      hashes.set(pk, suppressed);
      keys.push({ pk, sk: PROFILE_KEY }, { pk: suppressed, sk: SUPPRESSED_KEY });
      if (person.userId === undefined) keys.push({ pk, sk: ALIAS_KEY });
    }
    const rows = new Map((await getAll(client, table, keys)).map((row) => [`${row['pk']} ${row['sk']}`, row]));
    return new Map(
      Array.from(hashes, ([pk, suppressed]) => {
        const record = rows.get(`${pk} ${PROFILE_KEY}`);
        const alias = rows.get(`${pk} ${ALIAS_KEY}`);
        return [
          pk,
          {
            ...(record !== undefined && { record: recordOf(record) }),
            ...(alias !== undefined && { owner: String(alias['userId']) }),
            isSuppressed: rows.has(`${suppressed} ${SUPPRESSED_KEY}`),
          },
        ];
      }),
    );
  };

  return {
    async of(people) {
      const named = await read(people);
      const owners = [...named.values()].flatMap(({ owner }) => (owner === undefined ? [] : [{ userId: owner }]));
      const unnamed = owners.filter((owner) => !named.has(partitionOf(owner)));
      return unnamed.length === 0 ? named : new Map([...named, ...(await read(unnamed))]);
    },
  };
}
