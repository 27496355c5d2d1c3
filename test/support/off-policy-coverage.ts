import {
  clippedInversePropensity,
  doublyRobust,
  inversePropensity,
  selfNormalised,
  switchDoublyRobust,
} from '../../shared/evaluation/off-policy/estimators.ts';
import type { PolicyValue } from '../../shared/evaluation/off-policy/importance.ts';
import {
  cascadeDoublyRobust,
  rewardInteraction,
  slateInversePropensity,
} from '../../shared/evaluation/off-policy/slates.ts';
import { simulatedLog, simulatedSlates } from './simulated-logs.ts';

export interface Coverage {
  logs: number;
  /** Of these, told without a doubt. */
  told: number;
  /** Of all logs: intervals that hold the true value. */
  covered: number;
  /** Sum of widths. */
  width: number;
}

/** How often 95 % intervals hold the true value, by estimator, over so many simulated logs. */
export function coverageOver(logCount: number, rows: number): Readonly<Record<string, Coverage>> {
  const found: Record<string, Coverage> = {};
  const note = (name: string, { low, high, doubt }: PolicyValue, truth: number) => {
    found[name] ??= { logs: 0, told: 0, covered: 0, width: 0 };
    const of = found[name];
    if (low === null || high === null) return;
    of.logs++;
    if (doubt === undefined) of.told++;
    of.width += high - low;
    if (low <= truth && truth <= high) of.covered++;
  };
  for (let seed = 0; seed < logCount; seed++) {
    const { log, truth } = simulatedLog(seed, rows);
    note('ips', inversePropensity(log), truth);
    note('clippedIps', clippedInversePropensity(log), truth);
    note('snips', selfNormalised(log), truth);
    note('dr', doublyRobust(log), truth);
    note('switchDr', switchDoublyRobust(log), truth);
    const { slates, truth: slateTruth } = simulatedSlates(seed, rows);
    note('slateIps', slateInversePropensity(slates), slateTruth);
    note('rewardInteractionIps', rewardInteraction(slates), slateTruth);
    note('cascadeDr', cascadeDoublyRobust(slates), slateTruth);
  }
  return found;
}
