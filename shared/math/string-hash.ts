const encoder = new TextEncoder();

/**
 * A stable unsigned 32-bit hash of a text's UTF-8 bytes: MurmurHash3, x86, 32 bits.
 * Texts that differ in one digit land far apart, so sorting by it is a fixed shuffle. Not for secrets.
 *
 * Source: Austin Appleby, MurmurHash3 (public domain).
 */
export function stringHash(text: string, seed = 0): number {
  const bytes = encoder.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let h = seed;
  for (let at = 0; at < whole; at += 4) {
    h ^= scramble(view.getUint32(at, true));
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | bytes[at]!;
  return avalanche32(h ^ scramble(rest) ^ bytes.length);
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

/** Every input bit flips every output bit with a chance of about one half (MurmurHash3's fmix32). */
function avalanche32(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
