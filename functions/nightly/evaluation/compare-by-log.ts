import type { Candidate } from '../../../shared/decisioning/candidates.ts';
import { chancesOf } from '../../../shared/decisioning/drawn-slots.ts';
import type { DecisionRecord } from '../../../shared/domain/decision-record.ts';
import { type AskedSlate, slateGain } from '../../../shared/evaluation/off-policy/slate-gain.ts';
import type { LogComparison } from '../../../shared/model/recommender-manifest.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import type { DrawnSlate } from '../../../shared/ports/drawn-slates.ts';
import type { Scorer } from '../../../shared/ports/scorer.ts';
import {
  type AskedVersion,
  type DrawnRecord,
  drawnChances,
  type IsOffered,
  NO_DIVERSITY,
  NO_REASON,
} from './asked-version.ts';

/** Records that are read at once. */
const READ_AT_ONCE = 50;

/**
 * What slates would have earned, in clicks, had a trial of the new version ranked: by slates that were drawn with known
 * probabilities after everything that the trial has learnt from, and what came of them; beside what they did earn by the
 * versions that drew them. Undefined where none tells.
 *
 * Slates with promotions or diversity, and those that no model ranked, say nothing of a model alone and are left out.
 */
export async function compareByLog(
  decisions: Pick<DecisionReader, 'get'>,
  { version, trial }: { readonly version: AskedVersion; readonly trial: Scorer },
  slates: readonly DrawnSlate[],
  isOffered: IsOffered,
): Promise<LogComparison | undefined> {
  const asked: AskedSlate[] = [];
  const chances = drawnChances(trial, version, isOffered);
  for (let start = 0; start < slates.length; start += READ_AT_ONCE) {
    const some = slates.slice(start, start + READ_AT_ONCE);
    const records = await Promise.all(some.map(({ decisionId }) => decisions.get(decisionId)));
    for (const [i, kept] of records.entries()) {
      const record = kept && drawnRecord(kept);
      if (record !== undefined) asked.push({ ...loggedSlate(record, some[i]!), asked: await chances(record) });
    }
  }
  return asked.length === 0 ? undefined : { slates: asked.length, ...slateGain(asked) };
}

function drawnRecord(record: DecisionRecord): DrawnRecord | undefined {
  const { policy, asked, request, slots } = record;
  if (policy === undefined || asked === undefined || slots.length === 0) return undefined;
  if (request.diversity > 0 || request.promotions.length > 0) return undefined;
  return { ...record, policy, asked };
}

/** Of each slot what it was drawn with, and whether what was shown there was clicked. */
function loggedSlate(
  { candidates, chosenFrom, slots, policy }: DrawnRecord,
  { clickedPositions }: DrawnSlate,
): Omit<AskedSlate, 'asked'> {
  const asThen = candidates.slice(0, chosenFrom).map(
    ({ score, added }, row): Candidate => ({
      ...{ row, reason: NO_REASON },
      ...(score !== undefined && { score: added === undefined ? score : Math.fround(score) }),
    }),
  );
  const rows = slots.map(({ candidate }) => candidate);
  return {
    rewards: Float64Array.from(slots, (_, at) => (clickedPositions.includes(at + 1) ? 1 : 0)),
    logged: chancesOf(rows, asThen, { ...policy, ...NO_DIVERSITY }),
  };
}
