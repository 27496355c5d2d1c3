import type { Arena } from '../../shared/decisioning/arena.ts';
import type { Basis } from '../../shared/decisioning/basis.ts';
import { matching } from '../../shared/decisioning/item-mask.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import type { FriendChoice } from '../../shared/domain/friend-choice.ts';
import type { ItemFilter } from '../../shared/domain/item-filter.ts';
import type { PlackettLuce } from '../../shared/domain/placement-policy.ts';
import type { ModelAnswer } from './ask-model.ts';
import type { DecisionRequest } from './contract.ts';

/** What a slate is asked for and made from, as all that answer it need it. */
export interface SlateQuestion {
  readonly request: DecisionRequest;
  readonly basis: Basis;
  readonly friendChoices: readonly FriendChoice[];
  /** What draws the slate where a model ranks; absent: nothing, the best are shown. */
  readonly policy?: PlackettLuce | undefined;
  readonly shelf: Shelf;
  /** Ids that this decision must not show. */
  readonly out: ReadonlySet<string>;
  readonly arena: Arena;
  /** What the model has said so far, the ranking of all first. */
  readonly said: ModelAnswer[];
  /** By row of the shelf, 1 where the item fulfils it: the request's filter, and one more if given. */
  masks(filter?: ItemFilter): readonly Uint8Array[];
  /** By row of the shelf: 1 where the item is offered, is not out, and fulfils the request's filter and this one. */
  eligible(filter?: ItemFilter): Uint8Array;
  /** What `eligible()` says, for a question about few rows. */
  eligibility(): (row: number) => boolean;
}

export function slateQuestion(
  request: DecisionRequest,
  { basis, friendChoices, policy }: Pick<SlateQuestion, 'basis' | 'friendChoices' | 'policy'>,
  shelf: Shelf,
  arena: Arena,
): SlateQuestion {
  const out = new Set([...request.exclude, ...basis.seen]);
  const made = new Map<ItemFilter, Uint8Array>();
  const maskOf = (filter: ItemFilter): Uint8Array => {
    const mask = made.get(filter) ?? matching(filter, shelf, arena);
    made.set(filter, mask);
    return mask;
  };
  const masks = (filter?: ItemFilter) =>
    [request.filter, filter].flatMap((wanted) => (wanted === undefined ? [] : [maskOf(wanted)]));
  return {
    request,
    basis,
    friendChoices,
    policy,
    shelf,
    out,
    arena,
    said: [],
    masks,
    eligible(filter) {
      const offered = shelf.offered(request.context.market);
      const mask = arena.bytes(offered.length);
      mask.set(offered);
      for (const isMatch of masks(filter)) {
        for (let row = 0; row < mask.length; row++) mask[row]! &= isMatch[row]!;
      }
      for (const itemId of out) {
        const row = shelf.rowOf(itemId);
        if (row !== undefined) mask[row] = 0;
      }
      return mask;
    },
    eligibility() {
      const offered = shelf.offered(request.context.market);
      const wanted = masks();
      return (row) =>
        offered[row] === 1 && wanted.every((isMatch) => isMatch[row] === 1) && !out.has(shelf.itemIdAt(row));
    },
  };
}
