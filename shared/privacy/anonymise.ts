import type { InteractionKind } from '../domain/interaction.ts';
import { DAY_MS } from '../domain/time.ts';
import { classSizes, kAnonymous } from './k-anonymity.ts';

/** What is known of everybody and could tell who somebody is, though it names nobody; in the order of `quasi`. */
export const QUASI_IDENTIFIERS = ['market', 'device', 'daypart'] as const;

export interface PersonHistory {
  /** Whose it is; nothing of it is published. */
  readonly partition: string;
  /** Of each quasi-identifier the person's value. */
  readonly quasi: readonly string[];
  /** Oldest first. */
  readonly interactions: readonly HistoryRow[];
}

export interface HistoryRow {
  readonly itemId: string;
  readonly kind: InteractionKind;
  /** ms since 1970. */
  readonly atMs: number;
}

export interface AnonymisedPerson {
  readonly pseudonym: string;
  readonly quasi: readonly string[];
  /** Oldest first. */
  readonly rows: readonly AnonymisedRow[];
}

export interface AnonymisedRow {
  readonly itemId: string;
  readonly kind: InteractionKind;
  /** Days since the person's first, by UTC; the date itself is not told. */
  readonly day: number;
}

export interface Anonymised {
  readonly people: readonly AnonymisedPerson[];
  readonly report: AnonymityReport;
}

export interface AnonymityReport {
  readonly k: number;
  readonly people: number;
  readonly items: number;
  readonly rows: number;
  /** Combinations of quasi-identifiers, and how many people the rarest has: at least k. */
  readonly classes: number;
  readonly smallestClass: number;
  /** How many people the rarest item was met by: at least k. */
  readonly rarestItem: number;
  /** People who kept their own value, by quasi-identifier; the others have one of several. */
  readonly exact: Readonly<Record<string, number>>;
  /** What was left out. */
  readonly suppressed: { readonly people: number; readonly items: number; readonly rows: number };
}

/** Who did much more than others is known by that alone: of each person the newest rows. */
const MOST_ROWS = 200;

/**
 * Histories in which nobody is named, and nobody stands alone: pseudonyms, days counted from the person's own first,
 * quasi-identifiers that at least k people share, and items that at least k people met. People of whom nothing is left
 * are left out.
 *
 * Who knows several items that one person met can still find the row: k holds for the quasi-identifiers together, and
 * for each item on its own.
 *
 * @param hashOf - with a key that nobody keeps; gives the order of the pseudonyms, which are numbers.
 * @throws InvalidInputError when fewer than k people are left.
 */
export function anonymise(
  histories: readonly PersonHistory[],
  k: number,
  hashOf: (text: string) => string,
): Anonymised {
  const known = withKnownItems(histories, k);
  const shuffled = known
    .map((history) => ({ history, place: hashOf(history.partition) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ history }) => history);
  const quasi = kAnonymous(
    shuffled.map((history) => history.quasi),
    k,
  );
  const people = shuffled.map(({ interactions }, i) => ({
    pseudonym: `p${i + 1}`,
    quasi: quasi[i]!,
    rows: rowsOf(interactions),
  }));
  return { people, report: reportOf(people, { histories, shuffled, k }) };
}

/** What is left of each history when items that fewer than k people met are taken out. */
function withKnownItems(histories: readonly PersonHistory[], k: number): readonly PersonHistory[] {
  const newest = histories.map((history) => ({ ...history, interactions: history.interactions.slice(-MOST_ROWS) }));
  const met = peopleByItem(newest.map(({ interactions }) => interactions));
  return newest
    .map((history) => ({
      ...history,
      interactions: history.interactions.filter(({ itemId }) => met.get(itemId)! >= k),
    }))
    .filter(({ interactions }) => interactions.length > 0);
}

function peopleByItem(histories: readonly (readonly { readonly itemId: string }[])[]): ReadonlyMap<string, number> {
  const people = new Map<string, number>();
  for (const rows of histories) {
    for (const itemId of new Set(rows.map((row) => row.itemId))) people.set(itemId, (people.get(itemId) ?? 0) + 1);
  }
  return people;
}

function rowsOf(interactions: readonly HistoryRow[]): readonly AnonymisedRow[] {
  const dayOf = (atMs: number) => Math.floor(atMs / DAY_MS);
  const firstDay = dayOf(interactions[0]!.atMs);
  return interactions.map(({ itemId, kind, atMs }) => ({ itemId, kind, day: dayOf(atMs) - firstDay }));
}

function reportOf(
  people: readonly AnonymisedPerson[],
  from: {
    readonly histories: readonly PersonHistory[];
    readonly shuffled: readonly PersonHistory[];
    readonly k: number;
  },
): AnonymityReport {
  const sizes = [...classSizes(people.map(({ quasi }) => quasi)).values()];
  const met = peopleByItem(people.map(({ rows }) => rows));
  const rowCount = (histories: readonly { readonly length: number }[]) =>
    histories.reduce((sum, { length }) => sum + length, 0);
  const rows = rowCount(people.map((person) => person.rows));
  const before = from.histories.map(({ interactions }) => interactions);
  return {
    k: from.k,
    people: people.length,
    items: met.size,
    rows,
    classes: sizes.length,
    smallestClass: Math.min(...sizes),
    rarestItem: Math.min(...met.values()),
    exact: Object.fromEntries(
      QUASI_IDENTIFIERS.map((name, column) => [
        name,
        people.filter(({ quasi }, i) => quasi[column] === from.shuffled[i]!.quasi[column]).length,
      ]),
    ),
    suppressed: {
      people: from.histories.length - people.length,
      items: new Set(before.flat().map(({ itemId }) => itemId)).size - met.size,
      rows: rowCount(before) - rows,
    },
  };
}
