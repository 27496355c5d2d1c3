import { describe, expect, it } from 'vitest';
import { capture, utf8Length } from '../../../../functions/capture/capture.ts';
import { MAX_EVENT_BYTES } from '../../../../functions/capture/contract.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import type { Event, QuarantinedEvent } from '../../../../shared/domain/event.ts';
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
  return { take, stored, quarantined, links };
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

describe('utf8Length', () => {
  it.each(['', 'abc', 'ü', '退货', '😀', 'a😀ü退'])('counts the bytes of %j', (text) => {
    expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'));
  });
});
