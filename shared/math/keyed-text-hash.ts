const encoder = new TextEncoder();

/**
 * A function from texts to unsigned 32-bit numbers that nobody can compute, or test a guess by, who does not know the
 * key: HalfSipHash-2-4 of the UTF-8 bytes. Ten times as fast as an HMAC; two of a thousand texts are the same with a
 * chance of one in 8,600, so for what is told apart by more than this.
 *
 * Source: Aumasson & Bernstein (2012), "SipHash: a fast short-input PRF"; its 32-bit form by J.-P. Aumasson.
 *
 * @param key - 8 bytes.
 */
export function keyedTextHash(key: Uint8Array): (text: string) => number {
  const words = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const [k0, k1] = [words.getUint32(0, true), words.getUint32(4, true)];
  let room = new Uint8Array(256);

  return (text) => {
    if (3 * text.length > room.length) room = new Uint8Array(6 * text.length);
    const length = encoder.encodeInto(text, room).written;
    const whole = length & ~3;
    let v0 = k0;
    let v1 = k1;
    let v2 = k0 ^ 0x6c796765;
    let v3 = k1 ^ 0x74656462;
    // One pass a word, then the rest with the length, then four rounds without a word.
    for (let at = 0; at <= whole; at += 4) {
      const word = at < whole ? wordAt(room, at) : restAt(room, at, length);
      v3 ^= word;
      for (let round = 0; round < 2; round++) [v0, v1, v2, v3] = mixed(v0, v1, v2, v3);
      v0 ^= word;
    }
    v2 ^= 0xff;
    for (let round = 0; round < 4; round++) [v0, v1, v2, v3] = mixed(v0, v1, v2, v3);
    return (v1 ^ v3) >>> 0;
  };
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

function restAt(bytes: Uint8Array, start: number, length: number): number {
  let rest = length << 24;
  for (let at = start; at < length; at++) rest |= bytes[at]! << (8 * (at - start));
  return rest;
}

const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** SipRound. */
function mixed(a: number, b: number, c: number, d: number): [number, number, number, number] {
  const a1 = (a + b) | 0;
  const b1 = rotated(b, 5) ^ a1;
  const c1 = (c + d) | 0;
  const d1 = rotated(d, 8) ^ c1;
  const a2 = (rotated(a1, 16) + d1) | 0;
  const d2 = rotated(d1, 7) ^ a2;
  const c2 = (c1 + b1) | 0;
  const b2 = rotated(b1, 13) ^ c2;
  return [a2, b2, rotated(c2, 16), d2];
}
