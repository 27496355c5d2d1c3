import type { TraitPrediction } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { traitTokens } from '../../../shared/features/profile/trait-tokens.ts';
import { traitsOf } from '../../../shared/features/profile/traits.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { PersonState } from '../states/state-watcher.ts';
import type { CardDraft } from '../write-card.ts';
import type { Foreseer } from './foreseer.ts';
import { foreseen, type KnownPerson, type LearntTrait, learnTrait } from './learn-trait.ts';
import { traitCard } from './trait-card.ts';

export interface PredictTraitsPorts {
  /** Names of the traits that the shop declared; none: nothing is foreseen. */
  readonly traits: readonly string[];
  readonly regime: ConsentRegime;
  readonly log: Log;
}

/**
 * Foresees the declared traits of those who stated that they may be foreseen and did not tell them, from those who told
 * them and may be learnt from. A model that does not beat how common the values are, on a fifth of the people whom it
 * has not met, is not used.
 */
export function predictTraits(ports: PredictTraitsPorts): Foreseer {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let people: KnownPerson[] = [];
  let tokenNumbers = new Map<string, number>();
  let told: readonly CardDraft[] = [];

  const numberOf = (token: string): number => {
    const number = tokenNumbers.get(token) ?? tokenNumbers.size;
    tokenNumbers.set(token, number);
    return number;
  };

  return {
    start(begun) {
      scan = begun;
      people = [];
      tokenNumbers = new Map();
      told = [];
    },
    see(person) {
      const known = knownPerson(person, ports, numberOf);
      if (known !== undefined) people.push(known);
    },
    learn() {
      // The scan's order is not the same each night; a sum's last bits depend on it.
      people.sort((a, b) => (a.partition < b.partition ? -1 : 1));
      const learnt = learnTraits({ ...ports, people, tokens: [...tokenNumbers.keys()], scan });
      const rows = predictionsOf(learnt, people, scan);
      told = learnt.map(({ name, trait }) => traitCard(name, trait, scan));
      people = [];
      return (partitions) => new Map(partitions.flatMap((one) => (rows.has(one) ? [[one, rows.get(one)!]] : [])));
    },
    cards: () => told,
  };
}

/** What may be learnt of a person, and foreseen; undefined where that is nothing. */
function knownPerson(
  { partition, state, record }: PersonState,
  { traits, regime }: PredictTraitsPorts,
  numberOf: (token: string) => number,
): KnownPerson | undefined {
  if (traits.length === 0) return undefined;
  const situation = { regime, market: state.places.lastMarket };
  const [mayTrain, mayPredict] = [allows('train', record, situation), allows('predict', record, situation)];
  if (!mayTrain && !mayPredict) return undefined;
  const said = traitsOf(state.traits, record);
  const usable = traitsOf(
    state.traits.filter(([, , , refused]) => isUsable({ refused }, 'train')),
    record,
  );
  const learnable = traits.map((name) => (mayTrain ? classOf(usable[name]) : undefined));
  const isAsked = traits.map((name) => mayPredict && !Object.hasOwn(said, name));
  const tokens = [...traitTokens(state)];
  const isOfUse = isAsked.includes(true) || learnable.some((value) => value !== undefined);
  if (!isOfUse || tokens.length === 0) return undefined;
  return {
    partition,
    tokens: Int32Array.from(tokens, ([token]) => numberOf(token)),
    shares: Float32Array.from(tokens, ([, share]) => share),
    learnable,
    isAsked,
  };
}

/** What was told, as a class: texts without regard to case, numbers and booleans as written; nothing else is one. */
function classOf(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
  return text.trim().toLowerCase() || undefined;
}

interface Foreseeing extends Pick<PredictTraitsPorts, 'traits' | 'log'> {
  readonly people: readonly KnownPerson[];
  /** By their numbers. */
  readonly tokens: readonly string[];
  readonly scan: ObservedScan;
}

/** A trait that is of use, by the place of its name among the declared ones. */
interface NamedTrait {
  readonly name: string;
  readonly place: number;
  readonly trait: LearntTrait;
}

const learnTraits = ({ traits, people, tokens, log }: Foreseeing): readonly NamedTrait[] =>
  traits.flatMap((name, place) => {
    const trait = learnTrait(people, place, tokens);
    if ('why' in trait) {
      log.info('trait not foreseen', { trait: name, why: trait.why });
      return [];
    }
    log.info('trait foreseen', { trait: name, people: trait.people, gain: trait.gain, gainLow: trait.gainLow });
    return [{ name, place, trait }];
  });

/** By partition, in the order of the people; of whom nothing is foreseen, nothing. */
function predictionsOf(
  learnt: readonly NamedTrait[],
  people: readonly KnownPerson[],
  scan: ObservedScan,
): ReadonlyMap<string, readonly TraitPrediction[]> {
  const byTrait = learnt.map((one) => predictionsOfTrait(one, people, scan));
  const byPerson = new Map<string, readonly TraitPrediction[]>();
  for (const { partition } of people) {
    const ofPerson = byTrait.flatMap((ofTrait) => ofTrait.get(partition) ?? []);
    if (ofPerson.length > 0) byPerson.set(partition, ofPerson);
  }
  return byPerson;
}

function predictionsOfTrait(
  { name, place, trait }: NamedTrait,
  people: readonly KnownPerson[],
  scan: ObservedScan,
): ReadonlyMap<string, TraitPrediction> {
  const about = {
    kind: 'trait' as const,
    name,
    predicted: true as const,
    modelVersion: scan.snapshotId,
    asOf: isoOf(scan.takenAtMs),
  };
  return new Map(
    Array.from(foreseen(trait, people, place), ([partition, likeliest]) => [partition, { ...about, ...likeliest }]),
  );
}
