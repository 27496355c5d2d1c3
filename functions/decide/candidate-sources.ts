import type { Basis } from '../../shared/decisioning/basis.ts';
import {
  boughtCandidates,
  type Candidate,
  catalogCandidates,
  laterCandidates,
  POPULAR,
  type ScoredItems,
  sameCategoryCandidates,
  scoredCandidates,
  TRENDING,
} from '../../shared/decisioning/candidates.ts';
import {
  BY_PERSON,
  byLikeness,
  byMarket,
  byRule,
  isAboutOneItem,
  NOTHING_KNOWN,
  type SlateVerdict,
} from '../../shared/decisioning/placement-verdicts.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import { candidateCount } from '../../shared/decisioning/slots.ts';
import type { ItemFilter } from '../../shared/domain/item-filter.ts';
import { askModel } from './ask-model.ts';
import type { ServedModel } from './served-recommender.ts';
import type { SlateQuestion } from './slate-question.ts';

/** Where a slate's candidates come from. */
export interface CandidateSource {
  /** For the slots that no promotion fills, best first. */
  readonly candidates: readonly Candidate[];
  /** The k best of those that fulfil one more filter. */
  best(k: number, filter: ItemFilter): Promise<readonly Candidate[]>;
  /** Whether a model ranks, so that new items need a chance to be met. */
  readonly explores: boolean;
  /** What the decision may say of itself, by what it shows. */
  verdict(shown: readonly Candidate[]): SlateVerdict;
}

/**
 * The best that what is known allows: what was bought, where the slate is made of that; the model; what is like the
 * item that it is about; the catalog in its order.
 */
export async function candidateSource(
  question: SlateQuestion,
  model: ServedModel | undefined,
): Promise<CandidateSource> {
  const k = candidateCount(question.request, question.policy);
  const bought = boughtSource(question, k);
  if (bought !== undefined) return bought;
  const scored = model && (await score(question, model, k));
  const alike = scored !== undefined && speaksOfAnchor(scored, question) ? undefined : likeSource(question, k);
  if (alike !== undefined) return alike;
  return model === undefined || scored === undefined
    ? catalogSource(question, k)
    : modelSource(question, model, scored, k);
}

/** The model's ranking, without what is out, does not fulfil the filters, or is not offered in the market. */
async function score(
  question: SlateQuestion,
  model: ServedModel,
  k: number,
  filter?: ItemFilter,
): Promise<ScoredItems> {
  const { request, basis, shelf, out, said } = question;
  const isKnown = basis.anchors.length === 0 || basis.anchors.some((itemId) => knows(model, shelf, itemId));
  const answer = await askModel(model, shelf, {
    events: basis.events,
    blocked: out,
    bias: model.biases.offered(request.context.market, request.wishes, question.masks(filter), question.arena),
    friendChoices: question.friendChoices,
    arena: question.arena,
    blend: isKnown ? basis.rule.blend : 'personal',
    context: request.context,
    k,
  });
  said.push(answer);
  return answer;
}

const knows = (model: ServedModel, shelf: Shelf, itemId: string): boolean =>
  (shelf.rowOf(itemId) ?? model.itemCount) < model.itemCount;

function modelSource(question: SlateQuestion, model: ServedModel, scored: ScoredItems, k: number): CandidateSource {
  const { basis, shelf } = question;
  const { rule, anchors } = basis;
  const otherwise = rule.blend === 'trending' ? TRENDING : POPULAR;
  const candidatesOf = (said: ScoredItems, wanted: number, filter?: ItemFilter): readonly Candidate[] => {
    const ranked = scoredCandidates(said, { relation: rule.relation, anchors, otherwise });
    if (ranked.length >= wanted || shelf.rowCount === model.itemCount) return ranked;
    const later = laterCandidates(shelf, question.eligible(filter), wanted - ranked.length, model.itemCount);
    return [...ranked, ...later];
  };
  return {
    candidates: candidatesOf(scored, k),
    best: async (wanted, filter) => candidatesOf(await score(question, model, wanted, filter), wanted, filter),
    explores: true,
    verdict: (shown) => modelVerdict(basis, shown),
  };
}

function modelVerdict({ rule, anchors }: Basis, shown: readonly Candidate[]): SlateVerdict {
  const speaking = new Set(shown.flatMap(({ reason }) => (reason.code === 'because-of-item' ? reason.itemId : [])));
  if (anchors.some((itemId) => speaking.has(itemId))) return byRule(rule);
  if (speaking.size > 0 || shown.some(({ reason }) => reason.code === 'friends')) return BY_PERSON;
  if (!shown.some(({ score: said }) => said !== undefined)) return NOTHING_KNOWN;
  return byMarket(rule);
}

/** Nothing unless the slate is made of what the person bought, and some of that may be shown. */
function boughtSource(question: SlateQuestion, k: number): CandidateSource | undefined {
  const { rule, anchors } = question.basis;
  if (rule.anchor !== 'bought') return undefined;
  const candidates = boughtCandidates(anchors, question.shelf, question.eligible(), k);
  if (candidates.length === 0) return undefined;
  return {
    candidates,
    best: async (wanted, filter) => boughtCandidates(anchors, question.shelf, question.eligible(filter), wanted),
    explores: false,
    verdict: () => byRule(rule),
  };
}

/** Nothing unless the slate is about one item that the catalog knows, and something is like it. */
function likeSource(question: SlateQuestion, k: number): CandidateSource | undefined {
  const { basis, shelf } = question;
  const anchor = soleAnchor(basis);
  const entry = anchor === undefined ? undefined : shelf.get(anchor);
  if (entry === undefined) return undefined;
  const candidates = sameCategoryCandidates(entry, shelf, question.eligible(), k);
  if (candidates.length === 0) return undefined;
  return {
    candidates,
    best: async (wanted, filter) => sameCategoryCandidates(entry, shelf, question.eligible(filter), wanted),
    explores: false,
    verdict: () => byLikeness(basis.rule),
  };
}

const soleAnchor = ({ rule, anchors }: Basis): string | undefined => (isAboutOneItem(rule) ? anchors[0] : undefined);

function catalogSource(question: SlateQuestion, k: number): CandidateSource {
  return {
    candidates: catalogCandidates(question.shelf, question.eligible(), k),
    best: async (wanted, filter) => catalogCandidates(question.shelf, question.eligible(filter), wanted),
    explores: false,
    verdict: () => NOTHING_KNOWN,
  };
}

/** Whether the model has something to say from the one item that the slate is about: it may never have met it. */
function speaksOfAnchor(scored: ScoredItems, { basis }: SlateQuestion): boolean {
  const anchor = soleAnchor(basis);
  if (anchor === undefined) return true;
  const row = scored.events.findIndex((event) => event.itemId === anchor);
  const width = scored.rows.length;
  return row >= 0 && scored.evidence.subarray(row * width, (row + 1) * width).some((added) => added > 0);
}
