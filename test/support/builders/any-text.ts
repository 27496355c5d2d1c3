import fc from 'fast-check';

/** Of any characters of Unicode. fast-check's own, of the unit `binary`, makes a table of them all first: a second. */
export const anyText = (maxLength = 10): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }), fc.nat(0x7f)), { maxLength })
    .map((points) => String.fromCodePoint(...points));
