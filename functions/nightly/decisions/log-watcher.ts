import type { DecisionLogWriter, LearnableDecision } from '../../../shared/ports/decision-logs.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { DecisionWatcher } from './decision-watcher.ts';

export interface LogPorts {
  readonly logs: DecisionLogWriter;
  /** One set for one snapshot. */
  readonly pseudonyms: () => Promise<Pseudonyms>;
  readonly rewardWindowHours: number;
}

/** Choices of one part: so many wait in memory. */
const PART_CHOICES = 50_000;

/**
 * Writes decisions that may be learnt from beside the snapshot, under the pseudonyms that it has, for policies to be
 * learnt from and judged by. Of bots as far as they are known; who is found tonight is in the snapshot's list of bots.
 */
export function logWatcher({ logs, pseudonyms, rewardWindowHours }: LogPorts): DecisionWatcher {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let names: Pseudonyms | undefined;
  let waiting: LearnableDecision[] = [];
  let waitingChoices = 0;
  let written = { parts: 0, decisions: 0, choices: 0 };

  /** Counted before it is written: people of other segments of the scan are told of meanwhile. */
  const flush = async (): Promise<void> => {
    const [decisions, part] = [waiting, written.parts];
    written = {
      parts: part + 1,
      decisions: written.decisions + decisions.length,
      choices: written.choices + waitingChoices,
    };
    waiting = [];
    waitingChoices = 0;
    await logs.write(scan.snapshotId, part, decisions);
  };

  return {
    async start(begun) {
      scan = begun;
      names = await pseudonyms();
      waiting = [];
      waitingChoices = 0;
      written = { parts: 0, decisions: 0, choices: 0 };
    },
    async see({ owner, mayLearn, isBot, decisions }) {
      if (!mayLearn || isBot || names === undefined) return;
      const personKey = names.ofPerson(owner);
      for (const decision of decisions) {
        waiting.push({ ...decision, decisionId: names.ofMessage(decision.decisionId), personKey });
        waitingChoices += decision.choices.length;
        if (waitingChoices >= PART_CHOICES) await flush();
      }
    },
    async finish() {
      if (waiting.length > 0) await flush();
      await logs.writeManifest(scan.snapshotId, { ...written, rewardWindowHours, takenAtMs: scan.takenAtMs });
    },
  };
}
