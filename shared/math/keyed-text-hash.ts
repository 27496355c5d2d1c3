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
  const ofKey = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const [k0, k1] = [ofKey.getUint32(0, true), ofKey.getUint32(4, true)];
  /** v0 to v3 of the paper. */
  const state = new Int32Array(4);
  let words = new Int32Array(64);
  let bytes = new Uint8Array(words.buffer);

  return (text) => {
    if (3 * text.length + 4 > bytes.length) {
      words = new Int32Array(2 * text.length);
      bytes = new Uint8Array(words.buffer);
    }
    const length = written(text, bytes);
    const whole = length >> 2;
    // The rest and the length make the last word.
    for (let at = length; at < 4 * whole + 3; at++) bytes[at] = 0;
    bytes[4 * whole + 3] = length;
    state[0] = k0;
    state[1] = k1;
    state[2] = k0 ^ 0x6c796765;
    state[3] = k1 ^ 0x74656462;
    for (let at = 0; at <= whole; at++) {
      state[3]! ^= words[at]!;
      mix(state, 2);
      state[0]! ^= words[at]!;
    }
    state[2]! ^= 0xff;
    mix(state, 4);
    return (state[1]! ^ state[3]!) >>> 0;
  };
}

/** Gives how many bytes of UTF-8 a text has. ASCII is copied here: a call of the encoder takes longer than a short text. */
function written(text: string, bytes: Uint8Array): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return encoder.encodeInto(text, bytes).written;
    bytes[i] = unit;
  }
  return text.length;
}

/** SipRound, so many times. */
function mix(state: Int32Array, rounds: number): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  for (let round = 0; round < rounds; round++) {
    a = (a + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ a;
    a = (a << 16) | (a >>> 16);
    c = (c + d) | 0;
    d = ((d << 8) | (d >>> 24)) ^ c;
    a = (a + d) | 0;
    d = ((d << 7) | (d >>> 25)) ^ a;
    c = (c + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ c;
    c = (c << 16) | (c >>> 16);
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}
