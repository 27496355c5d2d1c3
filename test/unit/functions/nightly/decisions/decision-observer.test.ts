import { describe, expect, it } from 'vitest';
import { decisionObserver } from '../../../../../functions/nightly/decisions/decision-observer.ts';
import type { DecidedPerson } from '../../../../../functions/nightly/decisions/decision-watcher.ts';
import { heldPeople, NOTHING_GATHERED } from '../../../../../functions/nightly/decisions/held-people.ts';
import type { DecidedPart } from '../../../../../functions/nightly/snapshot/scan-observer.ts';
import { type Event, partitionOf } from '../../../../../shared/domain/event.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../../shared/domain/person-record.ts';
import { HOUR_MS } from '../../../../../shared/domain/time.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import type { ConsentRegime } from '../../../../../shared/privacy/consent.ts';
import { aDecisionLine, DECIDED_AT_MS } from '../../../../support/builders/decision-line.ts';
import { anAnonymousEvent, anEvent } from '../../../../support/events.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const TAKEN_AT_MS = DECIDED_AT_MS + 200 * HOUR_MS;
const refusing = (purpose: 'profiling' | 'analytics'): PersonRecord => ({
  ...EMPTY_RECORD,
  consent: { [purpose]: { granted: false, atMs: 1, source: 'api' } },
});
const click = (decisionId: string, fields: Partial<Event> = {}): Event =>
  anEvent({
    ...{ name: 'Product Clicked', messageId: `click ${decisionId}`, atMs: DECIDED_AT_MS + HOUR_MS },
    properties: { product_id: 'a', decision_id: decisionId },
    ...fields,
  });
const person = (partition: string, fields: Partial<ScannedPerson> = {}): ScannedPerson => ({
  ...{ partition, owner: partition, events: [] },
  ...fields,
});

/** What watchers are told of parts, in the order in which a scan gives them. */
async function told(
  parts: readonly ScannedPerson[],
  { regime = 'opt-out' as ConsentRegime, records = {} as Readonly<Record<string, PersonRecord>> } = {},
): Promise<readonly DecidedPerson[]> {
  const people: DecidedPerson[] = [];
  const observer = decisionObserver({
    records: {
      get: async (refs) =>
        new Map(
          refs.flatMap((ref) => {
            const record = records[partitionOf(ref)];
            return record === undefined ? [] : [[partitionOf(ref), record] as const];
          }),
        ),
    },
    regime,
    log: silentLog,
    rewardWindowHours: 168,
    watchers: [{ see: (one) => void people.push(one) }],
  });
  await observer.start?.({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
  for (const part of parts) {
    if (part.decisions !== undefined) await observer.seeDecided?.(part as DecidedPart);
    if (part.events.length > 0) await observer.see(part);
  }
  await observer.finish?.();
  return people;
}
const clicked = (people: readonly DecidedPerson[]) =>
  people.map(({ owner, decisions }) => [
    owner,
    decisions.map(({ decisionId, choices }) => [decisionId, choices[0]?.isClicked]),
  ]);

describe('the night’s log of decisions', () => {
  it('joins a partition that comes in parts, and one without events', async () => {
    const lines = [aDecisionLine('d1'), aDecisionLine('d2')];
    const people = await told([
      person('U#u1', { decisions: [lines[0]!], mayContinue: true }),
      person('U#u2', { decisions: [aDecisionLine('d3')] }),
      person('U#u1', { decisions: [lines[1]!], events: [click('d2')], mayContinue: true }),
      person('U#u1', { events: [click('d2'), click('d1')] }),
      person('U#u3', { events: [click('d4', { userId: 'u3' })] }),
    ]);
    expect(clicked(people)).toEqual([
      ['U#u2', [['d3', false]]],
      [
        'U#u1',
        [
          ['d1', true],
          ['d2', true],
        ],
      ],
    ]);
    expect(people[1]).toMatchObject({ mayLearn: true, isBot: false });
  });

  it('joins what a device was shown with what its user did, whichever comes first', async () => {
    const device = person('A#a1', {
      owner: 'U#u1',
      decisions: [aDecisionLine('d1')],
      events: [anAnonymousEvent('a1')],
    });
    const bought = anEvent({ name: 'Order Completed', messageId: 'o', atMs: DECIDED_AT_MS + HOUR_MS });
    const user = person('U#u1', {
      decisions: [aDecisionLine('d2', { itemIds: ['x', 'y', 'z'] })],
      events: [anAnonymousEvent('a1'), click('d1'), { ...bought, properties: { product_id: 'b' } }],
    });
    for (const parts of [
      [device, user],
      [user, device],
    ]) {
      const people = await told(parts);
      expect(clicked(people)).toEqual([
        [
          'U#u1',
          [
            ['d1', true],
            ['d2', false],
          ],
        ],
      ]);
      expect(people[0]?.decisions[0]?.choices[1]?.units).toBe(1);
    }
  });

  it('tells nobody of who refuses analytics or is restricted, and marks who may not be learnt from', async () => {
    const decided = (userId: string, fields: Partial<ScannedPerson> = {}) =>
      person(`U#${userId}`, { decisions: [aDecisionLine(`of ${userId}`)], events: [click(`of ${userId}`)], ...fields });
    const people = await told([
      decided('no-analytics', { record: refusing('analytics') }),
      decided('restricted', { record: { ...EMPTY_RECORD, restrictedAtMs: 1 } }),
      decided('no-profiling', { record: refusing('profiling') }),
      decided('refused-then', { events: [click('of refused-then', { refused: ['profiling'] })] }),
      decided('bot', { flag: { verdict: 'bot', by: 'night', reasons: [], foundAtMs: 1 } as never }),
      decided('free'),
    ]);
    expect(people.map(({ owner, mayLearn, isBot }) => [owner, mayLearn, isBot])).toEqual([
      ['U#no-profiling', false, false],
      ['U#refused-then', false, false],
      ['U#bot', true, true],
      ['U#free', true, false],
    ]);
  });

  it('hears what the owner of a device says of their data, even where they did nothing', async () => {
    const device = (owner: string) => person(`A#of ${owner}`, { owner, decisions: [aDecisionLine(owner)] });
    const people = await told([device('U#no'), device('U#silent'), device('U#no-learning')], {
      records: { 'U#no': refusing('analytics'), 'U#no-learning': refusing('profiling') },
    });
    expect(people.map(({ owner, mayLearn }) => [owner, mayLearn])).toEqual([
      ['U#silent', true],
      ['U#no-learning', false],
    ]);
  });

  it('asks the law of the market for silence, and takes an unknown market for a strict one', async () => {
    const from = (market: string) => ({ context: { market } });
    const people = await told(
      [
        person('U#de', { decisions: [aDecisionLine('1')], events: [click('1', from('DE'))] }),
        person('U#us', { decisions: [aDecisionLine('2')], events: [click('2', from('US'))] }),
        person('U#nowhere', { decisions: [aDecisionLine('3')] }),
      ],
      { regime: 'by-market' },
    );
    expect(people.map(({ owner, mayLearn }) => [owner, mayLearn])).toEqual([
      ['U#de', false],
      ['U#us', true],
      ['U#nowhere', false],
    ]);
  });

  it('holds no more than there is room for, and counts what it left', () => {
    const held = heldPeople(1000);
    const gathered = { ...NOTHING_GATHERED, lines: [aDecisionLine('d1')] };
    const taken = Array.from({ length: 10 }, (_, i) => held.add(`U#${i}`, gathered)).filter((isIn) => isIn).length;
    expect(taken).toBeGreaterThan(1);
    expect(held.left()).toBe(10 - taken);
    expect([...held.decided()]).toHaveLength(taken);
  });
});
