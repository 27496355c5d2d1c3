import { partitionOf } from '../../../shared/domain/event.ts';
import { interactionsOf } from '../../../shared/domain/interaction.ts';
import type { RelationAddress } from '../../../shared/domain/relation.ts';
import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import { mergedHistory } from '../../../shared/features/history.ts';
import { textNumbers } from '../../../shared/math/text-column.ts';
import type { ScannedPerson } from '../../../shared/ports/timeline.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import { CHOSEN } from '../chosen-by-friends.ts';
import { type TrainablePorts, trainable } from '../snapshot/trainable.ts';

/** Of two who both agreed: that one knows the other. */
export interface Related {
  readonly address: RelationAddress;
  /** Partitions. */
  readonly from: string;
  readonly to: string;
}

export interface RelatedPeople {
  see(person: ScannedPerson): Promise<void>;
  /** Each as often as it is said, in an order that no scan has a part in. */
  relations(): readonly Related[];
  /** The newest items that a person turned to, oldest first, by their places in `itemIds`. */
  chosenBy(partition: string): readonly number[];
  readonly itemIds: readonly string[];
}

/** With a hundred items each they take .6 GB. */
const MOST_PEOPLE = 300_000;

interface Gathered {
  relations: readonly RelationAddress[];
  items: number[];
}

/**
 * Who knows whom among those who allow `relate` and may be learnt from; a relation counts where it lies with both, for
 * only then does the erasure of either find it. Bots have no friends.
 * @param wantsChoices - else only who knows whom is gathered.
 * @param most - of more people those whose ids hash lowest are looked at.
 */
export function relatedPeople(
  consent: Pick<TrainablePorts, 'records' | 'suppressions'> & { readonly regime: ConsentRegime },
  wantsChoices: boolean,
  most = MOST_PEOPLE,
): RelatedPeople {
  const gathered = new Map<string, Gathered>();
  const items = textNumbers();
  const keepLowestHashed = (): void => {
    const partitions = [...gathered.keys()].sort(); // a scan has no order of its own
    for (const at of lowestHashed(partitions).subarray(most)) gathered.delete(partitions[at]!);
  };
  return {
    async see(person) {
      const { partition, owner, record, relations, flag } = person;
      if (partition !== owner || relations === undefined || flag?.verdict === 'bot') return;
      if (!allows('relate', record, { regime: consent.regime })) return;
      const [learnt] = await trainable([person], consent);
      if (learnt === undefined) return;
      const before = gathered.get(partition) ?? { relations: [], items: [] };
      const usable = wantsChoices ? learnt.events.filter((event) => isUsable(event, 'relate')) : [];
      const turnedTo = mergedHistory(usable.flatMap(interactionsOf)).map(({ itemId }) => items.numberOf(itemId));
      gathered.set(partition, { relations, items: lastOfEach([...before.items, ...turnedTo]) });
      if (gathered.size > 2 * most) keepLowestHashed();
    },
    relations() {
      keepLowestHashed();
      const said = new Map<string, { readonly related: Related; times: number }>();
      for (const { relations } of gathered.values()) {
        for (const address of relations) {
          const [from, to] = [partitionOf({ userId: address.from }), partitionOf({ userId: address.to })];
          const name = JSON.stringify([from, to, address.kind]);
          const known = said.get(name);
          if (known !== undefined) known.times++;
          else if (gathered.has(from) && gathered.has(to)) said.set(name, { related: { address, from, to }, times: 1 });
        }
      }
      const withBoth = [...said].filter(([, { times }]) => times === 2).sort(([a], [b]) => (a < b ? -1 : 1));
      return withBoth.map(([, { related }]) => related);
    },
    chosenBy: (partition) => gathered.get(partition)?.items ?? [],
    itemIds: items.texts,
  };
}

/** The newest of them, each where it was last. */
function lastOfEach(oldestFirst: readonly number[]): number[] {
  const newest = new Set<number>();
  for (let at = oldestFirst.length - 1; at >= 0 && newest.size < CHOSEN; at--) newest.add(oldestFirst[at]!);
  return [...newest].reverse();
}
