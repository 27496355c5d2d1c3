import { type ContactPolicy, type ContactWindow, windowMs } from '../domain/contact-policy.ts';
import {
  CLAIMS_KEPT_MS,
  CLOCKS_DIFFER_MS,
  type ContactClaim,
  type Contacts,
  MAX_WINDOW_MS,
  MOST_CLAIMS,
} from '../domain/contacts.ts';
import type { Channel, DropReason, HeldReason } from '../domain/message.ts';
import { HOUR_MS } from '../domain/time.ts';
import { firstOutside, timeOfDayMs } from '../domain/time-zone.ts';

/** A message that somebody would be told now. */
export interface ContactQuestion {
  readonly channel: Channel;
  /** In ms since 1970. */
  readonly nowMs: number;
  /** Of the person; undefined: not known, and the policy's is taken. */
  readonly timeZone: string | undefined;
  /** How many messages the person has opened so far. */
  readonly opened: number;
  /** Asks neither for the hour nor for what was sent before. */
  readonly isTransactional: boolean;
}

export type ContactDecision =
  | { readonly status: 'send' }
  /** The first moment at which it may be sent, if nothing else is sent before. */
  | { readonly status: 'held'; readonly untilMs: number; readonly reason: HeldReason }
  | { readonly status: 'dropped'; readonly reason: DropReason };

/** Why a moment will not do, and the first one that may. */
interface Obstacle {
  readonly untilMs: number;
  readonly reason: HeldReason;
}
type Rule = (atMs: number) => Obstacle | undefined;

/** Nothing rings: the message lies there until the person comes. */
const SILENT: ReadonlySet<Channel> = new Set(['on-site']);
/** Where it is known whether somebody opens what they are sent. */
const OPENABLE: ReadonlySet<Channel> = new Set(['email', 'push', 'web-push']);

/**
 * Whether a message may be sent to a person now, by what they were told before; and if not, when.
 *
 * A window of n within T holds when no n + 1 messages lie less than T apart, whichever clocks claimed them and in
 * whatever order: a message counts from its own moment on, for exactly T. Quiet hours go by the wall clock of the
 * person's zone, so that they are an hour shorter or longer where a clock is set in them. O(claims × rules) a step.
 */
export function decideContact(policy: ContactPolicy, contacts: Contacts, question: ContactQuestion): ContactDecision {
  const { channel, nowMs, isTransactional } = question;
  if (!isTransactional && policy.windows.some((window) => window.atMost === 0 && concerns(window, channel)))
    return { status: 'dropped', reason: 'channel off' };
  const counted = contacts.claims.filter((claim) => !claim.isTransactional && claim.status !== 'refused');
  const rules = [
    tooMany(contacts.claims),
    ...(isTransactional
      ? []
      : [
          quietHours(policy, question),
          ...policy.windows.filter((window) => concerns(window, channel)).map((window) => fullWindow(window, counted)),
          fatigue(policy, counted, question),
        ]),
  ];
  const first = firstObstacle(rules, nowMs);
  if (first === undefined) return { status: 'send' };
  let untilMs = first.untilMs;
  for (let next = firstObstacle(rules, untilMs); next !== undefined; next = firstObstacle(rules, untilMs)) {
    untilMs = next.untilMs;
  }
  return { status: 'held', untilMs, reason: first.reason };
}

const firstObstacle = (rules: readonly Rule[], atMs: number): Obstacle | undefined => {
  for (const rule of rules) {
    const obstacle = rule(atMs);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
};

const concerns = (window: ContactWindow, channel: Channel): boolean =>
  window.channel === undefined || window.channel === channel;

// ── Rules ───────────────────────────────────────────────────────────────────────────────────────────

/** A clock that is far behind the others is waited for: what no window asked for any more is forgotten. */
function tooMany(claims: readonly ContactClaim[]): Rule {
  const newestMs = claims.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  const last = claims[claims.length - MOST_CLAIMS];
  const freeFromMs = last === undefined ? Number.NEGATIVE_INFINITY : last.atMs + CLAIMS_KEPT_MS + 1;
  const fromMs = Math.max(newestMs - CLOCKS_DIFFER_MS, freeFromMs);
  return (atMs) => (atMs < fromMs ? { untilMs: fromMs, reason: 'too many messages' } : undefined);
}

function quietHours({ quietHours: quiet, timeZone }: ContactPolicy, question: ContactQuestion): Rule {
  if (quiet === undefined || SILENT.has(question.channel)) return () => undefined;
  const hours = { startMs: timeOfDayMs(quiet.from), endMs: timeOfDayMs(quiet.to) };
  return (atMs) => {
    const untilMs = firstOutside(question.timeZone ?? timeZone, hours, atMs);
    return untilMs > atMs ? { untilMs, reason: 'quiet hours' } : undefined;
  };
}

/** One more than fit may not come together: neither with those before it, nor with those of a clock that is ahead. */
function fullWindow(window: ContactWindow, counted: readonly ContactClaim[]): Rule {
  const { atMost } = window;
  const lengthMs = windowMs(window);
  const times = counted.filter(({ channel }) => concerns(window, channel)).map(({ atMs }) => atMs);
  return (atMs) => {
    const before = times.filter((ms) => ms <= atMs).length;
    for (let first = Math.max(0, before - atMost); first <= before; first++) {
      // The atMost that lie with it: those from `first` on, itself among them.
      const last = first + atMost - 1;
      if (last >= times.length) break;
      const spanMs = Math.max(times[last]!, atMs) - Math.min(times[first]!, atMs);
      if (spanMs < lengthMs) return { untilMs: times[first]! + lengthMs, reason: 'full window' };
    }
    return undefined;
  };
}

/** Each message that goes unopened after too many doubles the pause before the next. */
function fatigue(
  { fatigue: rule }: ContactPolicy,
  counted: readonly ContactClaim[],
  { opened }: ContactQuestion,
): Rule {
  if (rule === undefined) return () => undefined;
  const sent = counted.filter(({ channel }) => OPENABLE.has(channel));
  const ignored = sent.length - 1 - sent.findLastIndex((claim) => claim.opened !== opened);
  const last = sent.at(-1);
  if (last === undefined || ignored < rule.ignoredInARow) return () => undefined;
  const gapMs = Math.min(rule.gapHours * HOUR_MS * 2 ** (ignored - rule.ignoredInARow), MAX_WINDOW_MS);
  const fromMs = last.atMs + gapMs;
  return (atMs) => (atMs < fromMs ? { untilMs: fromMs, reason: 'fatigue' } : undefined);
}
