import { stringHash } from '../../shared/math/string-hash.ts';

/** People to learn from, at most so many: those of the lowest hashes, whatever order they come in. */
export interface LearnablePeople<Person> {
  /** @param of - asked only where the person may be among them. */
  add(partition: string, of: () => Person): void;
  /** In the order of their hashes, which is the same each night. */
  all(): readonly Person[];
}

const SEED = 3;

export function learnablePeople<Person>(most: number): LearnablePeople<Person> {
  let kept: { readonly hash: number; readonly partition: string; readonly person: Person }[] = [];
  let highest = Number.POSITIVE_INFINITY;
  const lowest = () => kept.toSorted((a, b) => a.hash - b.hash || (a.partition < b.partition ? -1 : 1)).slice(0, most);
  return {
    add(partition, of) {
      const hash = stringHash(partition, SEED);
      if (hash > highest) return;
      kept.push({ hash, partition, person: of() });
      if (kept.length < 2 * most) return;
      kept = lowest();
      highest = kept.at(-1)!.hash;
    },
    all: () => lowest().map(({ person }) => person),
  };
}
