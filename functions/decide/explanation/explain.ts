import { type Cause, explainedItems, type ItemExplanation } from '../../../shared/decisioning/explanation.ts';
import { type Asked, recordedQuestion } from '../../../shared/decisioning/recorded-question.ts';
import type { RemovedItem } from '../../../shared/decisioning/removed-items.ts';
import { wordsFor } from '../../../shared/decisioning/words/languages.ts';
import type { ModelRef } from '../../../shared/domain/decision.ts';
import type { DecisionRecord, RemovedCounts } from '../../../shared/domain/decision-record.ts';
import { titleIn } from '../../../shared/domain/item-title.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { EXPLAINED_EVENTS } from '../../../shared/model/recommender-graph.ts';
import type { ScoreResult } from '../../../shared/ports/scorer.ts';
import { type AskableVersion, askableVersions, type VersionPorts } from './askable-versions.ts';
import { removedFrom } from './removed.ts';

export interface Explanation {
  readonly decisionId: string;
  readonly decidedAt: string;
  readonly placement: string;
  readonly strategy: string;
  readonly evidence: string;
  readonly model?: ModelRef;
  /** Of the texts; titles are in the best language of the locale that the catalog has. */
  readonly contentLanguage: string;
  readonly items: readonly ItemExplanation[];
  /** Items that would have been shown, had they not been kept out; best first. */
  readonly removed: readonly (RemovedItem & { readonly title: string })[];
  /** All items that could not be shown, each counted where it was kept out first. */
  readonly removedCounts: RemovedCounts;
}

/** A score that falls by less, of one above 1 relative to it, may have fallen by rounding alone. */
const LEAST_FALL = 1e-5;

/**
 * A recorded decision, explained: what each score is made of, and the event but for which it would be lower. That is no
 * guess: the model of the decision is asked again without the event, and what does not lower the score is not cited.
 */
export const explain = (ports: VersionPorts) => {
  const modelOf = askableVersions(ports);
  return async (record: DecisionRecord, locale: string): Promise<Explanation> => {
    const { shelf } = await ports.served();
    const words = wordsFor(locale);
    const asked = record.asked && record.model && { ...record, asked: record.asked };
    const version = asked && (await modelOf(asked.model?.version ?? ''));
    const causes = asked && version ? await causesOf(asked, version) : undefined;
    const titleOf = (itemId: string) => {
      const item = shelf.get(itemId)?.item;
      return item === undefined ? itemId : titleIn(item, [locale, words.language]);
    };
    return {
      decisionId: record.decisionId,
      decidedAt: isoOf(record.decidedAtMs),
      placement: record.request.placement,
      strategy: record.strategy,
      evidence: record.evidence,
      ...(record.model && { model: { name: record.model.name, version: record.model.version } }),
      contentLanguage: words.language,
      items: explainedItems({
        record,
        words,
        titleOf,
        causeOf: (place) => causes?.get(place),
      }),
      removed: (await removedFrom(record, version, shelf)).map((item) => ({ ...item, title: titleOf(item.itemId) })),
      removedCounts: record.removed,
    };
  };
};

// ── What would have been said without an event ──────────────────────────────────────────────────────

type AskedRecord = DecisionRecord & { readonly asked: Asked };

/** By place of a shown candidate, the event that speaks for it, if any does. */
async function causesOf(record: AskedRecord, version: AskableVersion): Promise<ReadonlyMap<number, Cause>> {
  const ask = asker(record, version);
  const asIs = await ask(undefined);
  const causes = new Map<number, Cause>();
  for (const { candidate: place } of record.slots) {
    const score = asIs.scoreOf(place);
    if (score === undefined) continue;
    for (const event of eventsToTry(asIs.evidenceOf(place), record.asked.events.length)) {
      const without = await ask(event);
      const lowersBy = score - (without.scoreOf(place) ?? Number.NaN);
      if (!(lowersBy > LEAST_FALL * Math.max(1, Math.abs(score)))) continue;
      const rank = { now: asIs.rankOf(place), without: without.rankOf(place), of: asIs.count };
      causes.set(place, { event, lowersBy, rank });
      break;
    }
  }
  return causes;
}

/** Events by what the model says they add, the most first; then those of which it does not say, the newest first. */
function eventsToTry(evidence: readonly number[], eventCount: number): readonly number[] {
  const places = Array.from({ length: Math.min(eventCount, EXPLAINED_EVENTS) }, (_, event) => event);
  return places.sort((a, b) => (evidence[b] ?? 0) - (evidence[a] ?? 0) || a - b);
}

/** What the model says of a record's candidates, with an event left out or none; each question is asked once. */
function asker(record: AskedRecord, { model, indexOf }: AskableVersion) {
  const { candidates } = record;
  const numbering = { itemCount: model.itemCount, cells: model.cells, indexOf };
  const places = candidates.flatMap(({ added }, place) => (added === undefined ? [] : place));
  const answers = new Map<number | undefined, Promise<ReturnType<typeof answered>>>();
  const askAnew = async (without: number | undefined) => {
    const question = recordedQuestion(record, { places, k: places.length }, numbering, without);
    return answered(await model.scorer.score(question), (place) => indexOf(candidates[place]?.itemId ?? ''));
  };
  return (without: number | undefined) => {
    const answer = answers.get(without) ?? askAnew(without);
    answers.set(without, answer);
    return answer;
  };
}

function answered({ ids, scores, evidence }: ScoreResult, rowOf: (place: number) => number | undefined) {
  const columnOf = new Map(Array.from(ids, (id, column) => [id, column]));
  const column = (place: number): number | undefined => columnOf.get(rowOf(place) ?? -1);
  return {
    count: ids.length,
    scoreOf: (place: number): number | undefined => scores[column(place) ?? -1],
    /** 1-based. */
    rankOf: (place: number): number => (column(place) ?? ids.length) + 1,
    evidenceOf: (place: number): readonly number[] =>
      Array.from({ length: evidence.length / ids.length }, (_, event) => {
        return evidence[event * ids.length + (column(place) ?? 0)] ?? 0;
      }),
  };
}
