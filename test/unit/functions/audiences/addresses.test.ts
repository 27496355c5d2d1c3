import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashedAddresses } from '../../../../functions/audiences/addresses.ts';

const asIs = (text: string) => `hash of ${text}`;

describe('hashed addresses', () => {
  it.each([
    ['  Ana@Shop.Example ', 'ana@shop.example'],
    ['ana@shop.example', 'ana@shop.example'],
  ])('are of an e-mail address as advertisers write it: %s', (email, normal) => {
    expect(hashedAddresses({ email }, asIs)).toEqual({ email: `hash of ${normal}` });
  });

  it.each([
    ['+49 (151) 234-5678', '491512345678'],
    ['0049 151/234.5678', '491512345678'],
    ['+1 212 555 0100', '12125550100'],
  ])('are of a telephone number’s digits with the country’s code: %s', (phone, digits) => {
    expect(hashedAddresses({ phone }, asIs)).toEqual({ phone: `hash of ${digits}` });
  });

  it.each([
    [{ phone: '0151 2345678' }],
    [{ phone: '+0 151 2345678' }],
    [{ phone: '+1234567' }],
    [{ phone: '+1234567890123456' }],
    [{ phone: 491512345678 }],
    [{ phone: '+49 151 234 ext 5' }],
    [{ email: 'ana' }],
    [{ email: 'ana maria@shop.example' }],
    [{ email: ['ana@shop.example'] }],
    [{}],
  ])('are none of what nobody could be found by: %j', (traits) => {
    expect(hashedAddresses(traits, asIs)).toBeUndefined();
  });

  it('are those that an advertiser makes of the same address', () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    // The example of Google's and Meta's guides: printf 'test@gmail.com' | sha256sum
    expect(hashedAddresses({ email: ' Test@gmail.com' }, sha256)?.email).toBe(
      '87924606b4131a8aceeeae8868531fbb9712aaa07a5d3a756b26ce0f5d6ca674',
    );
  });
});
