import { type PersonRef, personOfPartition } from '../../shared/domain/event.ts';
import type { Rule } from '../../shared/domain/segment.ts';
import { isoOf } from '../../shared/domain/time.ts';
import type { Match } from '../../shared/features/profile/roll-rows.ts';
import type { RollReader } from '../../shared/ports/rolls.ts';
import type { Clock } from '../../shared/ports/system.ts';
import { type AllowedPorts, allowedOf } from './allowed.ts';
import { matches, newestRoll } from './matches.ts';

export interface CountPorts extends AllowedPorts {
  readonly rolls: RollReader;
  readonly clock: Clock;
}

export interface RuleCount {
  readonly count: number;
  /** A few of them, as good as drawn by lot and the same each time. */
  readonly sample: readonly PersonRef[];
  /** Up to when people's events were looked at; ISO 8601, as is the next. */
  readonly asOf: string;
  /** As of when it was asked whether they may be counted: now, or of many when the night began. */
  readonly consentAsOf: string;
}

/** Of more people it takes too long to ask what each says of their data now. */
const MOST_ASKED = 10_000;
const SAMPLE = 5;
/** Among so many there are enough who may be named, unless most have withdrawn. */
const ASKED_FOR_SAMPLE = 100;

/** How many people fulfil a rule. @throws NotFoundError before the first night. */
export const countOf =
  ({ rolls, clock, ...allowed }: CountPorts) =>
  async (rule: Rule): Promise<RuleCount> => {
    const roll = await newestRoll(rolls);
    const nowMs = clock.nowMs();
    let count = 0;
    const first: Match[] = [];
    for await (const found of matches({ rolls, roll, rule })) {
      count += found.count;
      first.push(...found.first(MOST_ASKED - first.length));
    }
    const areAllAsked = count <= MOST_ASKED;
    const people = await allowedOf(allowed, areAllAsked ? first : first.slice(0, ASKED_FOR_SAMPLE));
    return {
      count: areAllAsked ? people.length : count,
      sample: people.slice(0, SAMPLE).map(({ partition }) => personOfPartition(partition)),
      asOf: isoOf(roll.asOfMs),
      consentAsOf: isoOf(areAllAsked ? nowMs : roll.takenAtMs),
    };
  };
