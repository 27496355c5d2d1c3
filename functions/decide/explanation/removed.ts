import { type Candidate, catalogCandidates, sameCategoryCandidates } from '../../../shared/decisioning/candidates.ts';
import { type Asked, biasOf, rankedLists, recordedQuestion } from '../../../shared/decisioning/recorded-question.ts';
import {
  filtersOn,
  MOST_REMOVED,
  type RemovedItem,
  removedItems,
  type UnfilteredItem,
} from '../../../shared/decisioning/removed-items.ts';
import type { Shelf } from '../../../shared/decisioning/shelf.ts';
import { describedBy } from '../../../shared/decisioning/slots.ts';
import { type DecisionRecord, RANKING } from '../../../shared/domain/decision-record.ts';
import type { AskableVersion } from './askable-versions.ts';

/**
 * What a recorded slate would have shown had nothing kept it out, and what did. The version that decided is asked once
 * more, with nothing kept out; where no model ranked, the catalog is looked through as it was then. Nothing of it is
 * made when the decision is. A ranking keeps out nothing.
 *
 * @param version - undefined where no model ranked.
 * @param shelf - the catalog as it is now.
 */
export async function removedFrom(
  record: DecisionRecord,
  version: AskableVersion | undefined,
  shelf: Shelf,
): Promise<readonly RemovedItem[]> {
  if (record.request.placement === RANKING || record.strategy === 'again') return [];
  const filters = filtersOn(record, shelf);
  const { asked } = record;
  if (asked === undefined || version === undefined) {
    return removedItems(record, catalogRanking(record, shelf), filters);
  }
  const isModels = (itemId: string) => version.indexOf(itemId) !== undefined;
  const later = catalogCandidates(shelf, everything(shelf), shelf.rowCount).filter(
    ({ row }) => !isModels(shelf.itemIdAt(row)),
  );
  const ranked = await modelRanking({ ...record, asked }, version, shelf);
  const ranking = [...ranked, ...asTheyWere(later, record, shelf)];
  return removedItems(record, ranking, (itemId) => {
    const keepOut = filters(itemId);
    return keepOut.length === 0 && isModels(itemId) ? ['catalog'] : keepOut; // or it would be a candidate
  });
}

/** Wishes of the shop count as they did: on record for candidates, for all else by what the catalog says now. */
async function modelRanking(
  record: DecisionRecord & { readonly asked: Asked },
  { model, indexOf, itemIdAt }: AskableVersion,
  shelf: Shelf,
): Promise<readonly UnfilteredItem[]> {
  const { candidates, request } = record;
  const [list] = rankedLists(record);
  const k = Math.min(model.itemCount, candidates.length + MOST_REMOVED);
  const numbering = { itemCount: model.itemCount, cells: model.cells, indexOf };
  const question = recordedQuestion(record, { places: list?.places ?? [], k }, numbering);
  const everyRow = Array.from({ length: model.itemCount }, (_, row) => row);
  const bias = model.biases.given(everyRow, request);
  for (const candidate of candidates) {
    const index = candidate.added && indexOf(candidate.itemId);
    if (index !== undefined) bias[index] = biasOf(candidate);
  }
  const { ids, scores } = await model.scorer.score({ ...question, blocked: new Int32Array(0), bias });
  return Array.from(ids, (id, column) => {
    const itemId = itemIdAt(id);
    return { itemId, score: scores[column]!, described: describedBy(shelf)(shelf.rowOf(itemId) ?? -1) };
  });
}

function catalogRanking(record: DecisionRecord, shelf: Shelf): readonly UnfilteredItem[] {
  const k = shelf.rowCount; // what changed since is passed over, however much it is
  const anchor = record.strategy === 'same-category' ? shelf.get(anchorOf(record)) : undefined;
  const found =
    anchor === undefined
      ? catalogCandidates(shelf, everything(shelf), k)
      : sameCategoryCandidates(anchor, shelf, everything(shelf), k);
  return asTheyWere(found, record, shelf);
}

/** Without a model an item that changed since may not have been there at all, so that it says nothing. */
const isAsThen = (itemId: string, { decidedAtMs }: DecisionRecord, shelf: Shelf): boolean =>
  (shelf.get(itemId)?.changedAtMs ?? Number.POSITIVE_INFINITY) <= decidedAtMs;

function asTheyWere(found: readonly Candidate[], record: DecisionRecord, shelf: Shelf): readonly UnfilteredItem[] {
  const isCandidate = new Set(record.candidates.map(({ itemId }) => itemId));
  const counts = (itemId: string) => isCandidate.has(itemId) || isAsThen(itemId, record, shelf);
  return found
    .filter(({ row }) => counts(shelf.itemIdAt(row)))
    .slice(0, record.candidates.length + MOST_REMOVED)
    .map(({ row, score }) => ({
      itemId: shelf.itemIdAt(row),
      ...(score !== undefined && { score }),
      described: describedBy(shelf)(row),
    }));
}

/** What the slate is about stands first among what was met. */
const anchorOf = ({ request, seen: [first] = [] }: DecisionRecord): string => first ?? request.itemId ?? '';

const everything = (shelf: Shelf): Uint8Array => new Uint8Array(shelf.rowCount).fill(1);
