import { SESSION_GAP_MS } from '../../../shared/domain/time.ts';
import type { PackedHistories, PackedPeople } from '../../../shared/evaluation/splits.ts';
import { nthSmallest } from '../../../shared/math/nth-smallest.ts';

/** Sessions one after another, and when each ended: any unit, larger is newer. */
export interface Sessions {
  readonly histories: PackedHistories;
  readonly times: Float64Array;
}

/** People's events before a moment, cut into sessions, and when each ended. */
export function sessionsOf(people: PackedPeople, untilMs = Number.POSITIVE_INFINITY): Sessions {
  let sessionCount = 0;
  let eventCount = 0;
  eachSession(people, untilMs, (from, to) => {
    sessionCount++;
    eventCount += to - from;
  });
  const histories = {
    offsets: new Int32Array(sessionCount + 1),
    items: new Int32Array(eventCount),
    kinds: new Uint8Array(eventCount),
  };
  const times = new Float64Array(sessionCount);
  let session = 0;
  let size = 0;
  eachSession(people, untilMs, (from, to) => {
    for (let at = from; at < to; at++, size++) {
      histories.items[size] = people.items[at]!;
      histories.kinds[size] = people.kinds[at]!;
    }
    times[session++] = people.atMs[to - 1]!;
    histories.offsets[session] = size;
  });
  return { histories, times };
}

function eachSession({ offsets, atMs }: PackedPeople, untilMs: number, told: (from: number, to: number) => void): void {
  for (let u = 0; u + 1 < offsets.length; u++) {
    let from = offsets[u]!;
    let at = from;
    for (; at < offsets[u + 1]! && atMs[at]! < untilMs; at++) {
      if (at === from || atMs[at]! - atMs[at - 1]! <= SESSION_GAP_MS) continue;
      told(from, at);
      from = at;
    }
    if (at > from) told(from, at);
  }
}

/** The newest sessions, at most so many; of those that ended at one moment the later ones. */
export function newestSessions(sessions: Sessions, count: number): Sessions {
  const { times } = sessions;
  if (times.length <= count) return sessions;
  const oldest = nthSmallest(times.slice(), times.length - count);
  let newer = 0;
  for (const time of times) if (time > oldest) newer++;
  let equalsLeft = count - newer;
  const kept = new Int32Array(count);
  for (let session = times.length - 1, place = count - 1; session >= 0; session--) {
    const isKept = times[session]! > oldest || (times[session]! === oldest && equalsLeft-- > 0);
    if (isKept) kept[place--] = session;
  }
  return { histories: historiesAt(sessions.histories, kept), times: Float64Array.from(kept, (at) => times[at]!) };
}

/** Some histories, in the order given. */
export function historiesAt({ offsets, items, kinds }: PackedHistories, kept: Int32Array): PackedHistories {
  const starts = new Int32Array(kept.length + 1);
  for (let k = 0; k < kept.length; k++) starts[k + 1] = starts[k]! + offsets[kept[k]! + 1]! - offsets[kept[k]!]!;
  const size = starts[kept.length]!;
  const some = { offsets: starts, items: new Int32Array(size), kinds: new Uint8Array(size) };
  for (let k = 0; k < kept.length; k++) {
    const [from, to] = [offsets[kept[k]!]!, offsets[kept[k]! + 1]!];
    some.items.set(items.subarray(from, to), starts[k]);
    some.kinds.set(kinds.subarray(from, to), starts[k]);
  }
  return some;
}
