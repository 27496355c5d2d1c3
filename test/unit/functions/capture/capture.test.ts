import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capture, utf8Length } from '../../../../functions/capture/capture.ts';
import { MAX_EVENT_BYTES } from '../../../../functions/capture/contract.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import type { Event, PersonRef, QuarantinedEvent } from '../../../../shared/domain/event.ts';
import type { ConsentRegime } from '../../../../shared/privacy/consent.ts';
import { memoryPeople } from '../../../support/memory-people.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');

function aCapture({ regime = 'opt-out' as ConsentRegime, people = memoryPeople(), nowMs = NOW_MS } = {}) {
  const stored: Event[] = [];
  const quarantined: QuarantinedEvent[] = [];
  const links: [string, string][] = [];
  const take = capture({
    standings: people.standings,
    records: people.linked,
    regime,
    timeline: {
      append: async (events) => void stored.push(...events),
      link: async ({ anonymousId, userId }) => void links.push([anonymousId, userId]),
    },
    quarantine: { append: async (events) => void quarantined.push(...events) },
    clock: { nowMs: () => nowMs },
    hash: sha256Hash,
  });
  return { take, stored, quarantined, links, people };
}

const page = (messageId: string, fields: object = {}) => ({
  type: 'page',
  userId: 'u1',
  messageId,
  timestamp: '2026-11-24T11:00:00Z',
  ...fields,
});

describe('capture', () => {
  it('keeps the good neighbours of a bad event, and says of each what became of it', async () => {
    const { take, stored, quarantined } = aCapture();

    const receipt = await take({ events: [page('a'), { type: 'page' }, page('b'), page('a')] });

    expect(receipt).toMatchObject({ success: true, accepted: 2, duplicate: 1, quarantined: 1 });
    expect(receipt.verdicts.map(({ index, verdict, code }) => [index, verdict, code])).toEqual([
      [1, 'quarantined', 'no_person'],
      [3, 'duplicate', undefined],
    ]);
    expect(stored.map(({ messageId }) => messageId)).toEqual(['a', 'b']);
    expect(quarantined).toHaveLength(1);
    expect(JSON.parse(quarantined[0]?.body ?? '')).toEqual({ type: 'page' });
  });

  it('quarantines an event beyond 32 KB and takes the rest of its batch', async () => {
    const { take } = aCapture();

    const receipt = await take({
      events: [page('big', { properties: { text: 'x'.repeat(MAX_EVENT_BYTES) } }), page('a')],
    });

    expect(receipt).toMatchObject({ accepted: 1, quarantined: 1 });
    expect(receipt.verdicts[0]).toMatchObject({ messageId: 'big', code: 'event_too_large' });
  });

  it('gives an event without an id the same id each time it comes', async () => {
    const first = aCapture();
    const second = aCapture();
    const event = { type: 'page', userId: 'u1', timestamp: '2026-11-24T11:00:00Z' };

    await first.take({ events: [event] });
    await second.take({ events: [event] });

    expect(first.stored[0]?.messageId).toBe(second.stored[0]?.messageId);
  });

  it('links the device to the person on identify with both ids and on alias', async () => {
    const { take, links } = aCapture();

    await take({
      events: [
        page('a', { type: 'identify', anonymousId: 'd1' }),
        page('b', { type: 'alias', previousId: 'd2' }),
        page('c', { anonymousId: 'd3' }),
      ],
    });

    expect(links).toEqual([
      ['d1', 'u1'],
      ['d2', 'u1'],
    ]);
  });

  it('does not answer when the store does not', async () => {
    const people = memoryPeople();
    const take = capture({
      standings: people.standings,
      records: people.linked,
      regime: 'opt-out',
      timeline: { append: () => Promise.reject(new Error('down')), link: async () => undefined },
      quarantine: { append: async () => undefined },
      clock: { nowMs: () => 0 },
      hash: sha256Hash,
    });

    await expect(take({ events: [page('a')] })).rejects.toThrow('down');
  });
});

describe('capture, for people who said something of their data', () => {
  const consent = (preferences: object) => ({ context: { consent: { categoryPreferences: preferences } } });
  const refusing = async (person: PersonRef, atMs = NOW_MS - 3_600_000) => {
    const people = memoryPeople();
    const said = { analytics: { granted: false, atMs, source: 'self' as const } };
    await people.records.update(person, (record) => ({ ...record, consent: said }));
    return people;
  };

  it('keeps nothing of somebody who refuses, under any of their ids, and nothing in quarantine', async () => {
    const people = await refusing({ anonymousId: 'd' });
    const { take, stored, quarantined } = aCapture({ people });

    const receipt = await take({
      events: [
        page('a', { anonymousId: 'd' }),
        page('b', { userId: undefined, anonymousId: 'd' }),
        page('c', { type: 'alias', previousId: 'd' }),
        { type: 'page', anonymousId: 'd', timestamp: 'when?' },
        { type: 'huh', previousId: 'd' },
        page('e'),
      ],
    });

    expect(receipt).toMatchObject({ accepted: 1, declined: 5, quarantined: 0, duplicate: 0 });
    expect(new Set(receipt.verdicts.map(({ verdict, code }) => `${verdict} ${code}`))).toEqual(
      new Set(['declined consent_refused']),
    );
    expect(stored.map(({ messageId }) => messageId)).toEqual(['e']);
    expect(quarantined).toEqual([]);
  });

  it('takes a withdrawal before all events of its request, and of those that were under way', async () => {
    const { take, stored, people } = aCapture();
    const sent = await take({ events: [page('a'), page('b', consent({ analytics: false })), page('c')] });
    expect(sent).toMatchObject({ accepted: 0, declined: 3 });

    // Granted before it was withdrawn, and sent after.
    const late = page('late', { timestamp: '2026-11-24T10:00:00Z', ...consent({ analytics: true }) });
    expect(await take({ events: [late] })).toMatchObject({ accepted: 0, declined: 1 });
    const again = page('again', { timestamp: '2026-11-24T11:30:00Z', ...consent({ analytics: true }) });
    expect(await take({ events: [again] })).toMatchObject({ accepted: 1, declined: 0 });
    expect(stored.map(({ messageId }) => messageId)).toEqual(['again']);
    expect((await people.records.get([{ userId: 'u1' }])).get('U#u1')?.consent.analytics).toEqual({
      granted: true,
      atMs: Date.parse('2026-11-24T11:30:00Z'),
      source: 'event',
    });
  });

  it('does not let a clock that runs ahead make a statement that cannot be taken back', async () => {
    const { take, people } = aCapture();
    await take({ events: [page('a', { timestamp: '2026-11-24T20:00:00Z', ...consent({ analytics: true }) })] });
    expect((await people.records.get([{ userId: 'u1' }])).get('U#u1')?.consent.analytics?.atMs).toBe(NOW_MS);
  });

  it('says no more of somebody erased than that nothing is stored, and keeps not even a statement', async () => {
    const people = memoryPeople();
    await people.suppressions.suppress([{ userId: 'gone' }]);
    await people.timeline.link({ anonymousId: 'theirs', userId: 'gone', linkedAtMs: 1, messageId: 'x' });
    const { take, stored, quarantined } = aCapture({ people });

    const receipt = await take({
      events: [
        page('a', { userId: 'gone', anonymousId: 'new', ...consent({ analytics: true }) }),
        page('b', { userId: undefined, anonymousId: 'theirs' }),
        { type: 'track', userId: 'gone', messageId: 'c' },
      ],
      gpc: true,
    });

    expect(receipt).toMatchObject({ accepted: 0, quarantined: 0, declined: 3 });
    expect(receipt.verdicts).toEqual(
      ['a', 'b', 'c'].map((messageId, index) => ({ index, messageId, verdict: 'declined', code: 'suppressed' })),
    );
    expect([stored, quarantined]).toEqual([[], []]);
    expect((await people.records.get([{ userId: 'gone' }, { anonymousId: 'new' }])).size).toBe(0);
  });

  it('gives a device’s events to the partition of its owner too, and asks the owner', async () => {
    const people = memoryPeople();
    await people.timeline.link({ anonymousId: 'd', userId: 'u1', linkedAtMs: 1, messageId: 'x' });
    const take = capture({
      ...people,
      records: people.linked,
      regime: 'opt-out',
      quarantine: { append: async () => undefined },
      clock: { nowMs: () => NOW_MS },
      hash: sha256Hash,
    });
    const onDevice = { userId: undefined, anonymousId: 'd' };
    await take({ events: [page('a', onDevice)] });
    expect(people.eventsOf('U#u1')).toEqual(people.eventsOf('A#d'));
    expect(people.eventsOf('U#u1')).toHaveLength(1);

    await take({ events: [page('b', { ...consent({ analytics: false }) })] });
    expect(await take({ events: [page('c', onDevice)] })).toMatchObject({ declined: 1 });
  });

  it.each([
    ['opt-in', undefined, 0],
    ['by-market', 'de-AT', 0],
    ['by-market', undefined, 0],
    ['by-market', 'en-US', 2],
    ['opt-out', 'de-AT', 2],
  ] as const)('takes silence under %s with locale %s as the regime says', async (regime, locale, kept) => {
    const { take, stored, quarantined } = aCapture({ regime });
    const context = { ...(locale !== undefined && { locale }) };
    await take({ events: [page('a', { context }), { type: 'track', userId: 'u1', context }] });
    expect(stored.length + quarantined.length).toBe(kept);
  });

  it('stamps an event with what was refused when it came, and leaves the others as they were', async () => {
    const { take, stored } = aCapture();
    await take({ events: [page('a', { ...consent({ functional: false }) }), page('b', { userId: 'u2' })] });
    await take({ events: [page('c')], gpc: true });
    expect(stored.map(({ refused }) => refused)).toEqual([
      ['personalisation', 'profiling'],
      undefined,
      ['personalisation', 'profiling', 'advertising'],
    ]);
  });

  it('writes a record where something is news, not for each event that says the same', async () => {
    const people = memoryPeople();
    let writes = 0;
    const counted = {
      ...people,
      linked: {
        update: (...args: Parameters<typeof people.linked.update>) => {
          writes++;
          return people.linked.update(...args);
        },
      },
    };
    const saying = (analytics: boolean) => page('a', { anonymousId: 'd', ...consent({ analytics }) });
    const { take } = aCapture({ people: counted, nowMs: NOW_MS });
    for (let i = 0; i < 5; i++) await take({ events: [saying(true), saying(true)] });
    expect(writes).toBe(1);
    await take({ events: [saying(false)] });
    await take({ events: [page('b'), page('c')] });
    expect(writes).toBe(2);
  });

  it('counts each event of a delivery once', async () => {
    const people = await refusing({ userId: 'u2' });
    const event = fc.oneof(
      fc.constantFrom(...['u1', 'u2', 'u3'].map((userId) => page('m', { userId }))),
      fc.constantFrom<unknown>({ type: 'page' }, 3, { type: 'track', userId: 'u2' }),
      fc.boolean().map((analytics) => page('n', { userId: 'u3', ...consent({ analytics }) })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
        const { take } = aCapture({ people });
        const { accepted, duplicate, quarantined, declined, verdicts } = await take({ events });
        expect(accepted + duplicate + quarantined + declined).toBe(events.length);
        expect(verdicts.length).toBe(events.length - accepted);
      }),
    );
  });
});

describe('utf8Length', () => {
  it.each(['', 'abc', 'ü', '退货', '😀', 'a😀ü退'])('counts the bytes of %j', (text) => {
    expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'));
  });
});
