import type { Event } from '../../../shared/domain/event.ts';
import type { PersonFlag } from '../../../shared/domain/flag.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { utcDay } from '../../../shared/domain/time.ts';
import { behaviourOf } from '../../../shared/features/bots/behaviour.ts';
import { isSentByBot } from '../../../shared/features/bots/user-agent.ts';
import type { NightFlags } from '../../../shared/ports/flags.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type { SnapshotWriter } from '../../../shared/ports/snapshots.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';
import { findBots, type SeenPerson } from './find-bots.ts';

export interface BotPorts {
  readonly flags: NightFlags;
  readonly snapshots: SnapshotWriter;
  /** What a snapshot that begins now calls a person. */
  readonly namesInSnapshot: () => Promise<Pseudonyms['ofPerson']>;
  readonly log: Log;
}

/**
 * Looks for bots while the table is scanned; flags whom it finds, and leaves them and whoever is flagged already out of
 * what this night learns from. An operator's word on a person wins.
 *
 * Each partition is judged on its own: a device that belongs to a user is judged by itself, and what is found of it is
 * found of the user. To judge how somebody moves is profiling: whoever refuses it, or is restricted, is not judged (and
 * not learnt from either). It holds a row for whoever has enough events to be judged, and for nobody else.
 */
export function botObserver({ flags, snapshots, namesInSnapshot, log }: BotPorts): ScanObserver {
  let scan: (ObservedScan & { readonly nameOf: Pseudonyms['ofPerson'] }) | undefined;
  let seen: SeenPerson[] = [];
  let said = new Map<string, PersonFlag>();

  return {
    async start(started) {
      scan = { ...started, nameOf: await namesInSnapshot() };
      seen = [];
      said = new Map();
    },

    see({ owner, record, flag, events: all }) {
      const before = said.get(owner);
      if (flag !== undefined && (before === undefined || flag.by === 'operator')) said.set(owner, flag);
      const events = mayBeJudged(record) ? withoutRefused(all) : [];
      const isBotByUserAgent = isSentByBot(events);
      const behaviour = behaviourOf(events);
      if (isBotByUserAgent || behaviour)
        seen.push({ partition: owner, isBotByUserAgent, ...(behaviour && { behaviour }) });
    },

    async finish() {
      if (scan === undefined) return;
      const { snapshotId, takenAtMs, nameOf } = scan;
      const found = findBots(seen).filter(({ partition }) => said.get(partition)?.by !== 'operator');
      const flagged = new Set(found.map(({ partition }) => partition));
      for (const [partition, { verdict }] of said) if (verdict === 'bot') flagged.add(partition);
      await flags.found(utcDay(takenAtMs), found, takenAtMs);
      await snapshots.writeFlagged(snapshotId, [...flagged].map(nameOf).sort());
      log.info('bots looked for', { judged: seen.length, found: found.length, leftOut: flagged.size });
    },
  };
}

/** The same where nothing was refused, as of most people. */
function withoutRefused(events: readonly Event[]): readonly Event[] {
  const isRefused = ({ refused }: Event): boolean => refused?.includes('profiling') === true;
  return events.some(isRefused) ? events.filter((event) => !isRefused(event)) : events;
}

const mayBeJudged = (record: PersonRecord | undefined): boolean =>
  record?.restrictedAtMs === undefined && record?.consent.profiling?.granted !== false;
