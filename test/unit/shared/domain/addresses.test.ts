import { describe, expect, it } from 'vitest';
import { addressesIn, addressesOf, emailOf, phoneOf } from '../../../../shared/domain/addresses.ts';

describe('an e-mail address', () => {
  it('is in lower case and without blanks around it', () => {
    expect(emailOf(' Ann+News@Shop.Example ')).toBe('ann+news@shop.example');
    expect(emailOf('jürgen@bücher.example')).toBe('jürgen@bücher.example');
  });
  it.each([
    'ann',
    'ann@shop',
    'a b@shop.example',
    'ann@shop.example\r\nBcc: eve@shop.example',
    'ann@-shop.example',
    '@shop.example',
    `${'a'.repeat(65)}@shop.example`,
    7,
  ])('is not %j', (value) => {
    expect(emailOf(value)).toBeUndefined();
  });
});

it('a telephone number has its country’s code', () => {
  expect(
    ['+49 (151) 000-1000', '0049.151.0001000', '0151 0001000', '+0151', '+49'].map((text) => phoneOf(text)),
  ).toEqual(['+491510001000', '+491510001000', undefined, undefined, undefined]);
});

describe('devices', () => {
  const keys = { p256dh: `B${'a'.repeat(86)}`, auth: 'a'.repeat(22) };
  const subscription = { endpoint: 'https://push.example/1', expirationTime: null, keys };

  it('are one or a list, each once, and those that cannot be one are counted', () => {
    const token = `fcm:${'t'.repeat(30)}`;
    expect(addressesIn('pushTokens', token)).toEqual({ usable: [token], malformed: 0 });
    expect(addressesIn('pushTokens', [token, token, 'fcm:t', 'gcm:x', null])).toEqual({
      usable: [token],
      malformed: 3,
    });
    expect(addressesOf('web-push', { webPushSubscriptions: [subscription] }).usable).toEqual([
      JSON.stringify({ endpoint: subscription.endpoint, keys }),
    ]);
    expect(addressesIn('webPushSubscriptions', { ...subscription, keys: {} }).malformed).toBe(1);
  });
  it('are none of a channel that reaches nobody’s device', () => {
    expect(addressesOf('on-site', { email: 'ann@shop.example' })).toEqual({ usable: [], malformed: 0 });
  });
});
