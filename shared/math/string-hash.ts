const encoder = new TextEncoder();

/**
 * A stable unsigned 32-bit hash of a text's UTF-8 bytes: MurmurHash3, x86, 32 bits.
 * Texts that differ in one digit land far apart, so sorting by it is a fixed shuffle. Not for secrets.
 *
 * Source: Austin Appleby, MurmurHash3 (public domain).
 */
export function stringHash(text: string, seed = 0): number {
  const length = written(text);
  const whole = length & ~3;
  let h = seed;
  for (let at = 0; at < whole; at += 4) {
    h ^= scramble(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = length - 1; at >= whole; at--) rest = (rest << 8) | bytes[at]!;
  return avalanche32(h ^ scramble(rest) ^ length);
}

/** UTF-8 has at most so many bytes for a UTF-16 code unit. */
const MAX_BYTES_A_UNIT = 3;
let bytes = new Uint8Array(256);

/** Gives how many bytes of UTF-8 a text has. ASCII is copied here: a call of the encoder takes longer than a short text. */
function written(text: string): number {
  if (MAX_BYTES_A_UNIT * text.length > bytes.length) bytes = new Uint8Array(2 * MAX_BYTES_A_UNIT * text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return encoder.encodeInto(text, bytes).written;
    bytes[i] = unit;
  }
  return text.length;
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
