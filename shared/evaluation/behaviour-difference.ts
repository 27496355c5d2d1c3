import type { BehaviourDifference, ExposureChange } from '../domain/behaviour-difference.ts';

/** Of an item, whom showing it is good for. */
export interface Beneficiaries {
  /** Who sells it, or else whose brand it is. */
  readonly seller: string | undefined;
  readonly category: string | undefined;
}

/** Of each list, the largest changes. */
const MOST_TOLD = 20;

/**
 * @param before - a slate a person, best first, by the served version; `after`: of the same people by the new one.
 * @param least - people below which nothing but their number is told.
 */
export function behaviourDifference(
  { against, least }: { readonly against: string; readonly least: number },
  before: readonly (readonly string[])[],
  after: readonly (readonly string[])[],
  beneficiariesOf: (itemId: string) => Beneficiaries,
): BehaviourDifference {
  const people = before.length;
  if (people < least) return { against, people };
  let changed = 0;
  let shared = 0;
  before.forEach((slate, i) => {
    const other = new Set(after[i]);
    if (slate[0] !== after[i]![0]) changed++;
    shared += slate.filter((itemId) => other.has(itemId)).length / Math.max(1, slate.length, other.size);
  });
  const changesBy = (idOf: (itemId: string) => string | undefined) =>
    largestChanges(exposure(before, idOf), exposure(after, idOf));
  return {
    against,
    people,
    firstItemChanged: changed / people,
    shared: shared / people,
    items: changesBy((itemId) => itemId),
    sellers: changesBy((itemId) => beneficiariesOf(itemId).seller),
    categories: changesBy((itemId) => beneficiariesOf(itemId).category),
  };
}

/** Share of all slots by what stands in them. */
function exposure(
  slates: readonly (readonly string[])[],
  idOf: (itemId: string) => string | undefined,
): ReadonlyMap<string, number> {
  const slots = slates.reduce((sum, slate) => sum + slate.length, 0);
  const shares = new Map<string, number>();
  for (const itemId of slates.flat()) {
    const id = idOf(itemId);
    if (id !== undefined) shares.set(id, (shares.get(id) ?? 0) + 1 / slots);
  }
  return shares;
}

function largestChanges(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly ExposureChange[] {
  const changes = [...new Set([...before.keys(), ...after.keys()])].map((id) => ({
    id,
    before: before.get(id) ?? 0,
    after: after.get(id) ?? 0,
  }));
  const sizeOf = (change: ExposureChange) => Math.abs(change.after - change.before);
  return changes
    .filter((change) => sizeOf(change) > 1e-9)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_TOLD);
}
