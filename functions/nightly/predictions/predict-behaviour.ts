import type { BehaviourName, BehaviourPrediction, Prediction, Unforeseen } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { stateVector } from '../../../shared/features/profile/vector.ts';
import type { Kernels } from '../../../shared/math/kernels.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { type LearnablePeople, learnablePeople } from '../learnable-people.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import { OUTCOME_DAYS, type Outcome, type PersonState } from '../states/state-watcher.ts';
import type { CardDraft } from '../write-card.ts';
import { behaviourCard } from './behaviour-card.ts';
import type { Foreseer } from './foreseer.ts';
import { interestsOf } from './interests.ts';
import { type Likelihood, learnBehaviour, SEEN_COLUMNS } from './learn-behaviour.ts';
import { CATEGORY_COLUMNS, categoryOfGroup, type InterestedPerson, learnCategories } from './learn-categories.ts';
import { QUESTIONS, type Question } from './questions.ts';
import { seenPeople } from './seen-people.ts';

interface PastPerson extends InterestedPerson {
  readonly outcome: Outcome;
}

/** More would take minutes, and add less than what they cost. */
const MAX_LEARNT_FROM = 10_000;
/** Where there are more, nobody's contributions are computed: they take some 0.1 ms a person. */
const MAX_EXPLAINED = 100_000;
/** Of the categories that most people bought of. */
const MAX_CATEGORIES = 10;
/** With fewer who ever bought of it, nothing is said of a category. */
const MIN_CATEGORY_BUYERS = 5;

/** What comes of a question. */
interface Answer {
  /** Of some people, in their order; of one person the same predictions as of any other. */
  readonly of: (people: readonly InterestedPerson[]) => readonly (readonly (BehaviourPrediction | Unforeseen)[])[];
  /** Absent where nothing was learnt. */
  readonly card?: CardDraft;
}

/** What is said of every prediction of a night. */
interface About {
  readonly predicted: true;
  readonly modelVersion: string;
  readonly asOf: string;
}

export interface BehaviourPorts {
  readonly log: Log;
  /** What trees grow on; without, slower and the same. */
  readonly kernels?: Kernels;
}

/**
 * Foresees whether people order, stay away, redeem a coupon, buy of a leading category or open what is sent to them,
 * from what came of all before. What no event of the shop tells of is not foreseen, and why is said.
 */
export function predictBehaviour({ log, kernels }: BehaviourPorts): Foreseer {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let past: LearnablePeople<PastPerson> = learnablePeople(MAX_LEARNT_FROM);
  let untilMs = 0;
  let told: readonly CardDraft[] = [];
  let asked = seenPeople();
  let numbers = new Map<string, number>();
  let buyerCounts = new Map<string, number>();
  let known = new Set<BehaviourName>();

  const numberOf = (category: string): number => {
    const number = numbers.get(category) ?? numbers.size;
    numbers.set(category, number);
    return number;
  };
  const seenAs = (state: PersonState['state'], atMs: number): InterestedPerson => ({
    vector: Float32Array.from(stateVector(state, atMs)),
    interests: interestsOf(state, numberOf),
  });

  return {
    start(begun) {
      scan = begun;
      untilMs = begun.takenAtMs;
      told = [];
      past = learnablePeople(MAX_LEARNT_FROM);
      asked = seenPeople();
      numbers = new Map();
      buyerCounts = new Map();
      known = new Set();
    },
    see({ partition, state, atMs, mayLearn, boughtOf, past: before }) {
      untilMs = atMs;
      asked.add(partition, seenAs(state, atMs));
      if (!mayLearn) return; // not even what the shop sells
      for (const category of boughtOf) buyerCounts.set(category, (buyerCounts.get(category) ?? 0) + 1);
      for (const { name, wants } of QUESTIONS) if (wants?.isIn(state)) known.add(name);
      if (before === undefined) return;
      const { state: then, atMs: thenMs, ...outcome } = before; // a state is large, and not wanted any more
      past.add(partition, () => ({ ...seenAs(then, thenMs), outcome }));
    },
    learn() {
      const people = asked;
      const learnt = { people: past.all(), log, count: people.size, scan, untilMs, kernels };
      const about = { predicted: true, modelVersion: scan.snapshotId, asOf: isoOf(scan.takenAtMs) } as const;
      const answers = [
        ...QUESTIONS.map((question) => {
          const { name, wants } = question;
          const isUnforeseen = wants !== undefined && !known.has(name);
          return isUnforeseen ? unforeseen(name, about, wants.because) : answerOf(question, about, learnt);
        }),
        categoryAnswer({ leading: leadingOf(buyerCounts), numberOf }, about, learnt),
      ];
      told = answers.flatMap(({ card }) => card ?? []);
      return (partitions) => {
        const some = partitions.filter((partition) => people.has(partition));
        const seen = some.map((partition) => people.of(partition));
        const said = answers.map(({ of }) => of(seen));
        return new Map<string, readonly Prediction[]>(
          some.map((partition, row) => [partition, said.flatMap((ofAll) => ofAll[row]!)]),
        );
      };
    },
    cards: () => told,
  };
}

const unforeseen = (name: BehaviourName, about: About, because: string): Answer => ({
  of: (people) => people.map(() => [{ ...about, kind: 'none', name, because }]),
});

interface Learning {
  /** To learn from. */
  readonly people: readonly PastPerson[];
  /** Of those to foresee for. */
  readonly count: number;
  readonly scan: ObservedScan;
  /** Until when outcomes are known, in ms since 1970. */
  readonly untilMs: number;
  readonly kernels: Kernels | undefined;
  readonly log: Log;
}

function answerOf(
  { name, horizonDays, grouping, didOf }: Question,
  about: About,
  { people, count, log, kernels, ...when }: Learning,
): Answer {
  const known = people.flatMap(({ vector, outcome }) => {
    const did = didOf(outcome);
    return did === undefined ? [] : [{ vector, group: grouping.of(vector), did: did ? 1 : 0 }];
  });
  const happened = Uint8Array.from(known, ({ did }) => did);
  const isExplained = count <= MAX_EXPLAINED;
  const groups = { groupCount: grouping.count, groupWords: grouping.words };
  const behaviour = learnBehaviour(known, happened, { isExplained, kernels, ...groups });
  log.info('behaviour foreseen', { name, learntFrom: known.length, people: count, ...behaviour.basis });
  const positives = happened.reduce((sum, one) => sum + one, 0);
  return {
    of: (asked) =>
      behaviour
        .of(asked.map(({ vector }) => ({ vector, group: grouping.of(vector) })))
        .map((likelihood) => [predictionOf({ name, horizonDays }, about, likelihood)]),
    card: behaviourCard({ name, horizonDays, parts: grouping.parts, features: SEEN_COLUMNS }, behaviour.told(), {
      ...when,
      people: known.length,
      rows: null,
      positives,
    }),
  };
}

/** By who bought of them; equal ones by name. */
const leadingOf = (buyerCounts: ReadonlyMap<string, number>): readonly string[] =>
  [...buyerCounts]
    .filter(([, buyers]) => buyers >= MIN_CATEGORY_BUYERS)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MAX_CATEGORIES)
    .map(([category]) => category);

interface Categories {
  readonly leading: readonly string[];
  readonly numberOf: (category: string) => number;
}

function categoryAnswer(
  { leading, numberOf }: Categories,
  about: About,
  { people, count, log, kernels, ...when }: Learning,
): Answer {
  const name = 'category-purchase';
  if (leading.length === 0)
    return unforeseen(name, about, `no category was bought of by ${MIN_CATEGORY_BUYERS} people whose orders tell it`);
  const buyers = people.map(({ outcome, ...person }) => ({ ...person, boughtOf: outcome.boughtOf.map(numberOf) }));
  const isExplained = count * leading.length <= MAX_EXPLAINED;
  const learnt = learnCategories(buyers, leading.map(numberOf), { isExplained, kernels });
  log.info('behaviour foreseen', {
    name,
    categories: leading.length,
    learntFrom: people.length,
    people: count,
    ...learnt.basis,
  });
  const parts = [{ names: leading.map((category) => `turned to ${category}`), partOf: categoryOfGroup }];
  return {
    of: (asked) =>
      learnt
        .of(asked)
        .map((ofPerson) =>
          ofPerson.map((likelihood, c) =>
            predictionOf({ name, category: leading[c]!, horizonDays: OUTCOME_DAYS }, about, likelihood),
          ),
        ),
    card: behaviourCard({ name, horizonDays: OUTCOME_DAYS, parts, features: CATEGORY_COLUMNS }, learnt.told(), {
      ...when,
      people: learnt.people,
      rows: learnt.pairs,
      positives: learnt.positives,
    }),
  };
}

const predictionOf = (
  what: Pick<BehaviourPrediction, 'name' | 'category' | 'horizonDays'>,
  about: About,
  likelihood: Likelihood,
): BehaviourPrediction => ({ kind: 'behaviour', ...about, ...what, ...likelihood });
