import type { WantedPairs } from '../../ports/pair-counting.ts';

/**
 * The sparse counting of the night as SQL over a snapshot's interactions, for shops beyond one machine: which items
 * follow, or stand near, which. Standard SQL that DuckDB and Athena (Trino) both take; it gives the table that
 * `fitSequenceNeighbours` gives, up to the order of addition and of equally strong neighbours.
 */

/** One snapshot of the tables `interactions` and `flagged`, and nobody of whom nothing is learnt. */
const sourceOf = (snapshotId: string): string => `(
    SELECT * FROM interactions
    WHERE snapshotId = '${snapshotId}'
      AND personKey NOT IN (SELECT personKey FROM flagged WHERE snapshotId = '${snapshotId}')
  )`;

/**
 * @returns a query with a row a neighbour: itemId, neighbourId, neighbourRank from 1, weight.
 * @throws RangeError for a snapshot's or kind's name that is no plain word, or a number that is not finite.
 */
export function neighbourSql(snapshotId: string, query: WantedPairs): string {
  const { kinds, maxDistance, neighbourCount } = query;
  if (!/^[\w-]+$/.test(snapshotId)) throw new RangeError(`snapshot "${snapshotId}": want a plain word`);
  const wrong = kinds.find(({ name }) => !/^\w+$/.test(name));
  if (wrong !== undefined) throw new RangeError(`kind "${wrong.name}": want a plain word`);
  const index = kinds.map(({ name }, i) => `WHEN '${name}' THEN ${i}`).join(' ');
  const weight = kinds.map((kind, i) => `WHEN ${i} THEN ${literal(kind.weight)}`).join(' ');
  return `WITH copies AS (
  SELECT personKey, itemId, atMs, clientAtMs, messageId, position, CASE kind ${index} END AS kindIndex,
    row_number() OVER (PARTITION BY personKey, clientAtMs, messageId, position ORDER BY atMs) AS copyNumber
  FROM ${sourceOf(snapshotId)}
), events AS (
  SELECT personKey, itemId, kindIndex, row_number() OVER byTime AS place,
    CASE WHEN lag(itemId) OVER byTime = itemId THEN 0 ELSE 1 END AS isNew
  FROM copies
  WHERE copyNumber = 1 AND kindIndex IS NOT NULL
  WINDOW byTime AS (PARTITION BY personKey ORDER BY atMs, clientAtMs, messageId, position)
), runs AS (
  SELECT personKey, itemId, kindIndex,
    sum(isNew) OVER (PARTITION BY personKey ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS place
  FROM events
), history AS (
  SELECT personKey, itemId, place, max(kindIndex) AS kindIndex FROM runs GROUP BY personKey, itemId, place
), counts AS (
  SELECT itemId, CAST(count(*) AS double) AS eventCount FROM history GROUP BY itemId
), pairs AS (
  SELECT a.itemId AS itemId, b.itemId AS neighbourId,
    sum(power(abs(b.place - a.place), ${literal(-query.distanceExponent)}) * CASE b.kindIndex ${weight} END
      * CASE WHEN b.place < a.place THEN ${literal(query.backwardWeight)} ELSE 1 END
      * CASE WHEN b.itemId = a.itemId THEN ${literal(query.repeatWeight)} ELSE 1 END) AS strength
  FROM history a JOIN history b ON b.personKey = a.personKey
    AND b.place <> a.place AND abs(b.place - a.place) <= ${literal(maxDistance)}
  GROUP BY a.itemId, b.itemId
), ranked AS (
  SELECT pairs.itemId, neighbourId, strength * power(eventCount, ${literal(-query.columnExponent)}) AS strength,
    row_number() OVER (
      PARTITION BY pairs.itemId
      ORDER BY strength * power(eventCount, ${literal(-query.columnExponent)}) DESC, neighbourId
    ) AS neighbourRank
  FROM pairs JOIN counts ON counts.itemId = pairs.neighbourId
  WHERE strength > 0
)
SELECT ranked.itemId, neighbourId, CAST(neighbourRank AS integer) AS neighbourRank,
  strength * power(eventCount, ${literal(-query.rowExponent)}) AS weight
FROM ranked JOIN counts ON counts.itemId = ranked.itemId
WHERE neighbourRank <= ${literal(neighbourCount)}`;
}

/** A number as both engines read it: as a double, never as a decimal. */
function literal(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`want a finite number, got ${value}`);
  return Number.isInteger(value) ? String(value) : value.toExponential();
}
