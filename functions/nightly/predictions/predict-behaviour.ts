import type { BehaviourName, BehaviourPrediction, Prediction, Unforeseen } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { profileOf } from '../../../shared/features/profile/profile.ts';
import { profileVector } from '../../../shared/features/profile/vector.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { type LearnablePeople, learnablePeople } from '../learnable-people.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import { OUTCOME_DAYS, type Outcome, type PersonState } from '../states/state-watcher.ts';
import type { Foreseer } from './foreseer.ts';
import { interestsOf } from './interests.ts';
import { type Likelihood, learnBehaviour } from './learn-behaviour.ts';
import { type InterestedPerson, learnCategories } from './learn-categories.ts';
import { QUESTIONS, type Question } from './questions.ts';

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

/** What is said of some people, in their order; of one person the same predictions as of any other. */
type Said = (people: readonly InterestedPerson[]) => readonly (readonly (BehaviourPrediction | Unforeseen)[])[];

/** What is said of every prediction of a night. */
interface About {
  readonly predicted: true;
  readonly modelVersion: string;
  readonly asOf: string;
}

/**
 * Foresees whether people order, stay away, redeem a coupon, buy of a leading category or open what is sent to them,
 * from what came of all before. What no event of the shop tells of is not foreseen, and why is said.
 */
export function predictBehaviour({ log }: { readonly log: Log }): Foreseer {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let past: LearnablePeople<PastPerson> = learnablePeople(MAX_LEARNT_FROM);
  let asked = new Map<string, InterestedPerson>();
  let numbers = new Map<string, number>();
  let buyerCounts = new Map<string, number>();
  let known = new Set<BehaviourName>();

  const numberOf = (category: string): number => {
    const number = numbers.get(category) ?? numbers.size;
    numbers.set(category, number);
    return number;
  };
  const seenAs = (state: PersonState['state'], record: PersonState['record'], atMs: number): InterestedPerson => ({
    vector: Float32Array.from(profileVector(profileOf(state, record, atMs).features)),
    interests: interestsOf(state, numberOf),
  });

  return {
    start(begun) {
      scan = begun;
      past = learnablePeople(MAX_LEARNT_FROM);
      asked = new Map();
      numbers = new Map();
      buyerCounts = new Map();
      known = new Set();
    },
    see({ partition, state, atMs, record, mayLearn, boughtOf, past: before }) {
      asked.set(partition, seenAs(state, record, atMs));
      if (!mayLearn) return; // not even what the shop sells
      for (const category of boughtOf) buyerCounts.set(category, (buyerCounts.get(category) ?? 0) + 1);
      for (const { name, wants } of QUESTIONS) if (wants?.isIn(state)) known.add(name);
      if (before === undefined) return;
      const { state: then, atMs: thenMs, ...outcome } = before; // a state is large, and not wanted any more
      past.add(partition, () => ({ ...seenAs(then, undefined, thenMs), outcome }));
    },
    learn() {
      const people = asked;
      const learnt = { people: past.all(), log, count: people.size };
      const about = { predicted: true, modelVersion: scan.snapshotId, asOf: isoOf(scan.takenAtMs) } as const;
      const answers = [
        ...QUESTIONS.map((question) => {
          const { name, wants } = question;
          const isUnforeseen = wants !== undefined && !known.has(name);
          return isUnforeseen ? unforeseen(name, about, wants.because) : answerOf(question, about, learnt);
        }),
        categoryAnswer({ leading: leadingOf(buyerCounts), numberOf }, about, learnt),
      ];
      return (partitions) => {
        const some = partitions.filter((partition) => people.has(partition));
        const seen = some.map((partition) => people.get(partition)!);
        const said = answers.map((answer) => answer(seen));
        return new Map<string, readonly Prediction[]>(
          some.map((partition, row) => [partition, said.flatMap((ofAll) => ofAll[row]!)]),
        );
      };
    },
  };
}

const unforeseen =
  (name: BehaviourName, about: About, because: string): Said =>
  (people) =>
    people.map(() => [{ ...about, kind: 'none', name, because }]);

interface Learning {
  /** To learn from. */
  readonly people: readonly PastPerson[];
  /** Of those to foresee for. */
  readonly count: number;
  readonly log: Log;
}

function answerOf(
  { name, horizonDays, grouping, didOf }: Question,
  about: About,
  { people, count, log }: Learning,
): Said {
  const told = people.flatMap(({ vector, outcome }) => {
    const did = didOf(outcome);
    return did === undefined ? [] : [{ vector, group: grouping.of(vector), did: did ? 1 : 0 }];
  });
  const behaviour = learnBehaviour(
    told,
    Uint8Array.from(told, ({ did }) => did),
    { isExplained: count <= MAX_EXPLAINED, groupCount: grouping.count },
  );
  log.info('behaviour foreseen', { name, learntFrom: told.length, people: count, ...behaviour.basis });
  return (asked) =>
    behaviour
      .of(asked.map(({ vector }) => ({ vector, group: grouping.of(vector) })))
      .map((likelihood) => [predictionOf({ name, horizonDays }, about, likelihood)]);
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

function categoryAnswer({ leading, numberOf }: Categories, about: About, { people, count, log }: Learning): Said {
  const name = 'category-purchase';
  if (leading.length === 0)
    return unforeseen(name, about, `no category was bought of by ${MIN_CATEGORY_BUYERS} people whose orders tell it`);
  const buyers = people.map(({ outcome, ...person }) => ({ ...person, boughtOf: outcome.boughtOf.map(numberOf) }));
  const isExplained = count * leading.length <= MAX_EXPLAINED;
  const { of, basis } = learnCategories(buyers, leading.map(numberOf), { isExplained });
  log.info('behaviour foreseen', {
    name,
    categories: leading.length,
    learntFrom: people.length,
    people: count,
    ...basis,
  });
  return (asked) =>
    of(asked).map((ofPerson) =>
      ofPerson.map((likelihood, c) =>
        predictionOf({ name, category: leading[c]!, horizonDays: OUTCOME_DAYS }, about, likelihood),
      ),
    );
}

const predictionOf = (
  what: Pick<BehaviourPrediction, 'name' | 'category' | 'horizonDays'>,
  about: About,
  likelihood: Likelihood,
): BehaviourPrediction => ({ kind: 'behaviour', ...about, ...what, ...likelihood });
