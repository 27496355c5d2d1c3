import type { GateCheck } from '../../../shared/model/recommender-manifest.ts';
import type { TriedPolicy } from './try-policy.ts';

/**
 * Whether what a night learnt may take the place of what is served, by what its trial would have earned on decisions that
 * it was not learnt from, beside what those did earn. Where the log does not tell enough, it says so and passes: the floor
 * bounds what a worse policy can cost, and what it chooses is what the next night learns from.
 *
 * @param tried - undefined: there were too few decisions to try it on.
 */
export function judgePolicy(tried: TriedPolicy | undefined): GateCheck {
  const name = 'earns-more-by-the-log';
  if (tried === undefined) return { name, passed: true, reason: 'not enough evidence: too few decisions to try it on' };
  const { decisions, logged, gain } = tried;
  const told = `${(logged + gain.value).toPrecision(3)} a decision where ${logged.toPrecision(3)} came, on ${decisions} decisions`;
  if (gain.doubt !== undefined || gain.low === null || gain.high === null)
    return { name, passed: true, reason: `${gain.doubt ?? 'not enough evidence'}; ${told}` };
  const interval = `95 % interval of the difference ${gain.low.toPrecision(3)} to ${gain.high.toPrecision(3)}`;
  if (gain.low > 0) return { name, passed: true, reason: `better: ${told}, ${interval}` };
  if (gain.high < 0) return { name, passed: false, reason: `worse: ${told}, ${interval}` };
  return { name, passed: true, reason: `not enough evidence: ${told}, ${interval}` };
}
