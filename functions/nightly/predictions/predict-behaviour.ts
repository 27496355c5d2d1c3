import { BEHAVIOURS, type BehaviourName, type BehaviourPrediction } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { profileOf } from '../../../shared/features/profile/profile.ts';
import { countGroups, rateOf } from '../../../shared/learning/group-rates.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { type LearnablePeople, learnablePeople } from '../learnable-people.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import { OUTCOME_DAYS, type PastState } from '../states/state-watcher.ts';
import { ALIKE_GROUPS, alikeGroup } from './alike.ts';
import type { Foreseer } from './foreseer.ts';

interface PastPerson {
  readonly group: number;
  readonly did: Readonly<Record<BehaviourName, boolean>>;
}

/** More would take minutes, and add less than what they cost. */
const MAX_LEARNT_FROM = 50_000;
/** Of an interval. */
const LEVEL = 0.8;

/** What came of somebody: whether they ordered, and whether they were not seen again. */
const didOf = ({ events, orders }: PastState): PastPerson['did'] => ({ purchase: orders > 0, churn: events === 0 });

/** Foresees whether people order, or stay away, within the next `OUTCOME_DAYS`, from what came of all before. */
export function predictBehaviour({ log }: { readonly log: Log }): Foreseer {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let past: LearnablePeople<PastPerson> = learnablePeople(MAX_LEARNT_FROM);
  let asked: { readonly partition: string; readonly group: number }[] = [];

  return {
    start(begun) {
      scan = begun;
      past = learnablePeople(MAX_LEARNT_FROM);
      asked = [];
    },
    see({ partition, state, atMs, record, past: before }) {
      asked.push({ partition, group: alikeGroup(profileOf(state, record, atMs).features) });
      if (before === undefined) return;
      const { features } = profileOf(before.state, undefined, before.atMs);
      past.add(partition, { group: alikeGroup(features), did: didOf(before) });
    },
    foresee() {
      const known = past.all();
      const groups = Int32Array.from(known, ({ group }) => group);
      log.info('behaviour foreseen', { learntFrom: known.length, people: asked.length });
      const about = {
        kind: 'behaviour',
        predicted: true,
        modelVersion: scan.snapshotId,
        asOf: isoOf(scan.takenAtMs),
      } as const;
      const rates = BEHAVIOURS.map((name) => {
        const happened = Uint8Array.from(known, ({ did }) => (did[name] ? 1 : 0));
        const counts = countGroups(groups, happened, ALIKE_GROUPS);
        return { name, ofGroup: Array.from({ length: ALIKE_GROUPS }, (_, group) => rateOf(counts, group, LEVEL)) };
      });
      const foreseen = new Map<string, readonly BehaviourPrediction[]>();
      for (const { partition, group } of asked) {
        foreseen.set(
          partition,
          rates.map(({ name, ofGroup }) => {
            const { mean, low, high } = ofGroup[group]!;
            return {
              ...{ ...about, name, horizonDays: OUTCOME_DAYS, probability: mean, interval: { low, high } },
              evidence: 'segment',
              contributions: [],
            };
          }),
        );
      }
      asked = [];
      return foreseen;
    },
  };
}
