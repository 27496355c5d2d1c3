import { stringHash } from '../../shared/math/string-hash.ts';

/** People to learn from, at most so many: those of the lowest hashes, whatever order they come in. */
export interface LearnablePeople<Person> {
  add(partition: string, person: Person): void;
  /** In the order of their hashes, which is the same each night. */
  all(): readonly Person[];
}

const SEED = 3;

export function learnablePeople<Person>(most: number): LearnablePeople<Person> {
  let kept: { readonly hash: number; readonly partition: string; readonly person: Person }[] = [];
  const lowest = () => kept.toSorted((a, b) => a.hash - b.hash || (a.partition < b.partition ? -1 : 1)).slice(0, most);
  return {
    add(partition, person) {
      kept.push({ hash: stringHash(partition, SEED), partition, person });
      if (kept.length >= 2 * most) kept = lowest();
    },
    all: () => lowest().map(({ person }) => person),
  };
}
