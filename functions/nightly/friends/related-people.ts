import { partitionOf } from '../../../shared/domain/event.ts';
import { interactionsOf } from '../../../shared/domain/interaction.ts';
import type { RelationAddress } from '../../../shared/domain/relation.ts';
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
  /** Ids of the newest items that a person turned to, oldest first. */
  chosenBy(partition: string): readonly string[];
}

interface Gathered {
  relations: readonly RelationAddress[];
  items: number[];
}

/**
 * Who knows whom among those who allow `relate` and may be learnt from; a relation counts where it lies with both, for
 * only then does the erasure of either find it. Bots have no friends.
 * @param wantsChoices - else only who knows whom is gathered.
 */
export function relatedPeople(
  consent: Pick<TrainablePorts, 'records' | 'suppressions'> & { readonly regime: ConsentRegime },
  wantsChoices: boolean,
): RelatedPeople {
  const gathered = new Map<string, Gathered>();
  const items = textNumbers();
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
    },
    relations() {
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
    chosenBy: (partition) => (gathered.get(partition)?.items ?? []).map((number) => items.texts[number]!),
  };
}

/** The newest of them, each where it was last. */
function lastOfEach(oldestFirst: readonly number[]): number[] {
  const newest = new Set<number>();
  for (let at = oldestFirst.length - 1; at >= 0 && newest.size < CHOSEN; at--) newest.add(oldestFirst[at]!);
  return [...newest].reverse();
}
