import { BEHAVIOURS, type BehaviourName, type BehaviourPrediction } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { type Features, profileOf } from '../../../shared/features/profile/profile.ts';
import { profileVector } from '../../../shared/features/profile/vector.ts';
import type { Kernels } from '../../../shared/math/kernels.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { type LearnablePeople, learnablePeople } from '../learnable-people.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import { OUTCOME_DAYS, type PastState } from '../states/state-watcher.ts';
import { alikeGroup } from './alike.ts';
import type { Foreseer } from './foreseer.ts';
import { learnBehaviour, type SeenPerson } from './learn-behaviour.ts';

interface PastPerson extends SeenPerson {
  readonly did: Readonly<Record<BehaviourName, boolean>>;
}

/** More would take minutes, and add less than what they cost. */
const MAX_LEARNT_FROM = 10_000;
/** Where there are more, nobody's contributions are computed: they take some 0.1 ms a person. */
const MAX_EXPLAINED = 100_000;

/** What came of somebody: whether they ordered, and whether they were not seen again. */
const didOf = ({ events, orders }: PastState): PastPerson['did'] => ({ purchase: orders > 0, churn: events === 0 });

const seenAs = (features: Features): SeenPerson => ({
  vector: Float32Array.from(profileVector(features)),
  group: alikeGroup(features),
});

/** Foresees whether people order, or stay away, within the next `OUTCOME_DAYS`, from what came of all before. */
export function predictBehaviour({ log, kernels }: { readonly log: Log; readonly kernels?: Kernels }): Foreseer {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let past: LearnablePeople<PastPerson> = learnablePeople(MAX_LEARNT_FROM);
  let asked = new Map<string, SeenPerson>();

  return {
    start(begun) {
      scan = begun;
      past = learnablePeople(MAX_LEARNT_FROM);
      asked = new Map();
    },
    see({ partition, state, atMs, record, past: before }) {
      asked.set(partition, seenAs(profileOf(state, record, atMs).features));
      if (before === undefined) return;
      past.add(partition, () => ({
        ...seenAs(profileOf(before.state, undefined, before.atMs).features),
        did: didOf(before),
      }));
    },
    learn() {
      const known = past.all();
      const people = asked;
      const about = {
        ...({ kind: 'behaviour', predicted: true, horizonDays: OUTCOME_DAYS } as const),
        modelVersion: scan.snapshotId,
        asOf: isoOf(scan.takenAtMs),
      };
      const learnt = BEHAVIOURS.map((name) => {
        const happened = Uint8Array.from(known, ({ did }) => (did[name] ? 1 : 0));
        const behaviour = learnBehaviour(known, happened, { isExplained: people.size <= MAX_EXPLAINED, kernels });
        log.info('behaviour foreseen', { name, learntFrom: known.length, people: people.size, ...behaviour.basis });
        return { name, of: behaviour.of };
      });
      return (partitions) => {
        const some = partitions.filter((partition) => people.has(partition));
        const seen = some.map((partition) => people.get(partition)!);
        const said = learnt.map(({ name, of }) => ({ name, likelihoods: of(seen) }));
        return new Map<string, readonly BehaviourPrediction[]>(
          some.map((partition, row) => [
            partition,
            said.map(({ name, likelihoods }) => ({ ...about, name, ...likelihoods[row]! })),
          ]),
        );
      };
    },
  };
}
