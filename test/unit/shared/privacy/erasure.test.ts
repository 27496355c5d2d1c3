import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closureOf } from '../../../../shared/privacy/closure.ts';
import { concernsOneOf, singleIds } from '../../../../shared/privacy/erasure.ts';

describe('which quarantined events an erasure concerns', () => {
  const concerns = concernsOneOf([{ userId: 'u 1"ü' }, { anonymousId: '4711' }]);

  it.each([
    ['as a member', { userId: 'u 1"ü' }],
    ['deep inside', { batch: [{ context: { traits: { id: 'u 1"ü' } } }] }],
    ['as a number', { anonymousId: 4711 }],
  ])('finds an id %s', (_, body) => expect(concerns(JSON.stringify(body))).toBe(true));

  it.each([
    ['a longer text', { userId: 'u 1"ü2' }],
    ['a longer number', { anonymousId: 47_110, at: 0.4711 }],
    ['nobody', {}],
  ])('lets %s be', (_, body) => expect(concerns(JSON.stringify(body))).toBe(false));

  it('finds an id in a text that was cut', () => expect(concerns('{"userId":"u 1\\"ü","properties":{"not')).toBe(true));

  it('finds any id that stands anywhere in any event', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), (userId, other) => {
        expect(concernsOneOf([{ userId }])(JSON.stringify({ other, deep: [{ userId }] }))).toBe(true);
      }),
    );
  });
});

describe('all ids of a person', () => {
  const links = {
    ownerOf: async (device: string) => (device === 'phone' ? 'u' : undefined),
    devicesOf: async (userId: string) => (userId === 'u' ? [{ anonymousId: 'tablet' }, { anonymousId: 'phone' }] : []),
  };
  const whole = [{ userId: 'u' }, { anonymousId: 'phone' }, { anonymousId: 'tablet' }];
  const sorted = (people: readonly object[]) => people.map((person) => JSON.stringify(person)).sort();

  it('are the same whether a user or one of the devices is named', async () => {
    for (const subject of [[{ userId: 'u' }], [{ anonymousId: 'phone' }], [{ userId: 'u', anonymousId: 'phone' }]])
      expect(sorted(await closureOf(links, subject))).toEqual(sorted(whole));
  });

  it('are the device alone where nobody owns it', async () => {
    expect(await closureOf(links, [{ anonymousId: 'kiosk' }])).toEqual([{ anonymousId: 'kiosk' }]);
  });

  it('stand alone, each once', () => {
    expect(singleIds([{ userId: 'u', anonymousId: 'a' }, { userId: 'u' }])).toEqual([
      { userId: 'u' },
      { anonymousId: 'a' },
    ]);
  });
});
