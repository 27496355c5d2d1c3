import type { Candidate } from '../../../shared/decisioning/candidates.ts';
import { chancesOf } from '../../../shared/decisioning/drawn-slots.ts';
import type { DecisionRecord } from '../../../shared/domain/decision-record.ts';
import { type ComparedSlate, slateGain } from '../../../shared/evaluation/off-policy/slate-gain.ts';
import type { LogComparison } from '../../../shared/model/recommender-manifest.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import {
  type DrawnRecord,
  type IsOffered,
  loadedVersion,
  NO_DIVERSITY,
  NO_REASON,
  type VersionPorts,
} from './asked-version.ts';
import type { Contest } from './compare-served.ts';

export interface LogPorts extends VersionPorts {
  readonly decisions: Pick<DecisionReader, 'get'>;
}

/** A drawn slate whose reward window is over. */
export interface DrawnSlate {
  readonly decisionId: string;
  /** 1-based. */
  readonly clickedPositions: readonly number[];
}

/** Records that are read at once. */
const READ_AT_ONCE = 50;

/**
 * What slates would have earned, in clicks, had the new version ranked instead of the served one: by slates that were drawn
 * with known probabilities, and what came of them. Undefined where none tells.
 *
 * Each slate's question is put to both versions. Slates with promotions or diversity, and those that no model ranked, say
 * nothing of a model alone and are left out.
 */
export async function compareByLog(
  ports: LogPorts,
  { served, challenger }: Contest,
  slates: readonly DrawnSlate[],
  isOffered: IsOffered,
): Promise<LogComparison | undefined> {
  if (slates.length === 0) return undefined;
  const [before, after] = [await loadedVersion(ports, served), await loadedVersion(ports, challenger)];
  const compared: ComparedSlate[] = [];
  for (let start = 0; start < slates.length; start += READ_AT_ONCE) {
    const some = slates.slice(start, start + READ_AT_ONCE);
    const records = await Promise.all(some.map(({ decisionId }) => ports.decisions.get(decisionId)));
    for (const [i, kept] of records.entries()) {
      const record = kept && drawnRecord(kept);
      if (record === undefined) continue;
      compared.push({
        ...loggedSlate(record, some[i]!),
        served: await before.chances(record, isOffered),
        challenger: await after.chances(record, isOffered),
      });
    }
  }
  return compared.length === 0 ? undefined : { slates: compared.length, ...slateGain(compared) };
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
): Pick<ComparedSlate, 'rewards' | 'logged'> {
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
