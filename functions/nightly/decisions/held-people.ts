import type { DecisionSignal } from '../../../shared/domain/decision-signal.ts';
import type { DecisionLine } from '../../../shared/ports/decisions.ts';
import type { ConsentRecord } from '../../../shared/privacy/consent.ts';

/** What was decided for a person and what may have come of it, so far. */
export interface Gathered {
  readonly lines: readonly DecisionLine[];
  readonly signals: readonly DecisionSignal[];
  /** Of the partitions that it is from. */
  readonly records: readonly ConsentRecord[];
  readonly isBot: boolean;
  /** Nothing of it was refused for learning when it happened. */
  readonly isLearnable: boolean;
  /** Some of it was done on a device before its user signed in. */
  readonly wasOnDevice: boolean;
  /** Where the newest event came from; absent: not known, or not asked for. */
  readonly market?: string;
}

export const NOTHING_GATHERED: Gathered = {
  lines: [],
  signals: [],
  records: [],
  isBot: false,
  isLearnable: true,
  wasOnDevice: false,
};

export interface HeldPeople {
  /** @returns false when there is no room for it. */
  add(owner: string, gathered: Gathered): boolean;
  /** Owners with decisions, each with all that was held of them. */
  decided(): Iterable<readonly [owner: string, Gathered]>;
  count(): number;
  /** What was refused for want of room. */
  left(): number;
}

/** A byte each, as the texts are of one-byte characters but for odd ids: some 300,000 decisions of ten items. */
const MOST_CHARACTERS = 150_000_000;

/** People of whom parts come apart, as JSON texts until all parts have come. */
export function heldPeople(mostCharacters = MOST_CHARACTERS): HeldPeople {
  const textsOf = new Map<string, string[]>();
  let characters = 0;
  let left = 0;
  return {
    add(owner, gathered) {
      if (gathered.lines.length + gathered.signals.length === 0) return true;
      const text = JSON.stringify(gathered);
      if (characters + text.length > mostCharacters) {
        left++;
        return false;
      }
      characters += text.length;
      const texts = textsOf.get(owner);
      if (texts === undefined) textsOf.set(owner, [text]);
      else texts.push(text);
      return true;
    },
    *decided() {
      for (const [owner, texts] of textsOf) {
        const gathered = texts.map((text) => JSON.parse(text) as Gathered).reduce(both);
        if (gathered.lines.length > 0) yield [owner, gathered];
      }
    },
    count: () => textsOf.size,
    left: () => left,
  };
}

function both(a: Gathered, b: Gathered): Gathered {
  const market = b.market ?? a.market;
  return {
    lines: [...a.lines, ...b.lines],
    signals: [...a.signals, ...b.signals],
    records: [...a.records, ...b.records],
    isBot: a.isBot || b.isBot,
    isLearnable: a.isLearnable && b.isLearnable,
    wasOnDevice: a.wasOnDevice || b.wasOnDevice,
    ...(market !== undefined && { market }),
  };
}
