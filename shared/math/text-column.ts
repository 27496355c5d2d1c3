/**
 * A column of texts: row i says text codes[i], which is bytes[offsets[codes[i]]] … bytes[offsets[codes[i] + 1] − 1] in
 * UTF-8. Where many rows say the same, that is there once; where hardly two do, the codes count up. Millions of texts
 * as strings would keep the garbage collector busy for as long as all other work takes.
 */
export interface TextColumn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly offsets: Int32Array;
  readonly codes: Int32Array;
}

/** How many texts a column holds, each of which one row says or several. */
export const textCountOf = ({ offsets }: TextColumn): number => offsets.length - 1;

/** What a row says. */
export const textAt = (column: TextColumn, row: number): string => textOf(column, column.codes[row]!);

/** The texts that rows say, by their codes. */
export const textsOf = (column: TextColumn): readonly string[] =>
  Array.from({ length: textCountOf(column) }, (_, code) => textOf(column, code));

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const textOf = ({ bytes, offsets }: TextColumn, code: number): string =>
  decoder.decode(bytes.subarray(offsets[code]!, offsets[code + 1]!));

/** Each distinct text once, in the order in which they first come. */
export function textColumnOf(rows: Iterable<string>): TextColumn {
  const { numberOf, columnOf } = textNumbers();
  return columnOf(Int32Array.from(rows, numberOf));
}

/** Texts that come one by one and are hardly ever the same. */
export function textPacker() {
  let bytes = new Uint8Array(64);
  /** The first is where the first text begins, at 0. */
  let ends = new Int32Array(16);
  let count = 0;
  return {
    add(text: string): void {
      const at = ends[count]!;
      const most = at + MAX_BYTES_A_UNIT * text.length;
      if (most > bytes.length) bytes = enlarged(bytes, new Uint8Array(2 * most));
      if (count + 1 === ends.length) ends = enlarged(ends, new Int32Array(2 * ends.length));
      ends[++count] = writeText(text, bytes, at);
    },
    /** What was packed; packing begins anew, with as much room. */
    take(): TextColumn {
      const codes = new Int32Array(count);
      for (let row = 0; row < count; row++) codes[row] = row;
      const column = { bytes: bytes.slice(0, ends[count]), offsets: ends.slice(0, count + 1), codes };
      count = 0;
      return column;
    },
  };
}

function enlarged<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** UTF-8 has at most so many bytes for a UTF-16 code unit. */
const MAX_BYTES_A_UNIT = 3;
const encoder = new TextEncoder();

/** Gives where it ends. ASCII is copied here: a call of the encoder takes longer than a short text. */
function writeText(text: string, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
    bytes[at + i] = unit;
  }
  return at + text.length;
}

/** Texts by number, from 0 in the order in which they first come. */
export function textNumbers<Text extends string = string>() {
  const texts: Text[] = [];
  /** By number of a text. */
  let hashes = new Int32Array(16);
  /** By hash of a text, or the next free place: its number, or −1. At most half full. A Map of them takes half as long again. */
  let places = new Int32Array(32).fill(-1);
  const packer = textPacker();
  /** By number of a text, its code in the column that is made, or −1. */
  let codeOf = new Int32Array(0);
  return {
    texts: texts as readonly Text[],

    numberOf(text: Text): number {
      const hash = hashOfText(text);
      let place = hash & (places.length - 1);
      for (let number = places[place]!; number >= 0; number = places[place]!) {
        if (hashes[number] === hash && texts[number] === text) return number;
        place = (place + 1) & (places.length - 1);
      }
      if (texts.length === hashes.length) {
        hashes = enlarged(hashes, new Int32Array(2 * hashes.length));
        places = placed(hashes.subarray(0, texts.length), 2 * places.length);
        place = freePlace(places, hash);
      }
      places[place] = texts.length;
      hashes[texts.length] = hash;
      return texts.push(text) - 1;
    },

    /** Rows by their texts' numbers. */
    columnOf(rows: Int32Array): TextColumn {
      if (codeOf.length < texts.length) codeOf = new Int32Array(2 * texts.length).fill(-1);
      const codes = new Int32Array(rows.length);
      const said: number[] = [];
      for (let row = 0; row < rows.length; row++) {
        const number = rows[row]!;
        if (codeOf[number]! < 0) {
          codeOf[number] = said.length;
          said.push(number);
          packer.add(texts[number]!);
        }
        codes[row] = codeOf[number]!;
      }
      for (const number of said) codeOf[number] = -1;
      const { bytes, offsets } = packer.take();
      return { bytes, offsets, codes };
    },
  };
}

/** Numbers from 0 by their hashes, in so many places. */
function placed(hashes: Int32Array, placeCount: number): Int32Array<ArrayBuffer> {
  const places = new Int32Array(placeCount).fill(-1);
  for (const [number, hash] of hashes.entries()) places[freePlace(places, hash)] = number;
  return places;
}

function freePlace(places: Int32Array, hash: number): number {
  let place = hash & (places.length - 1);
  while (places[place]! >= 0) place = (place + 1) & (places.length - 1);
  return place;
}

/** FNV-1a of UTF-16 units, mixed once more, because the lowest bits choose a place. */
function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

/**
 * Numbers for the texts of many columns, from 0 in the order in which they first come. Texts are compared as bytes: a
 * string of each text of each column would take most of the time.
 */
export function textTable() {
  let bytes = new Uint8Array(1024);
  let ends = new Int32Array(16);
  let count = 0;
  /** By hash of a text, or the next free place: its number, or −1. At most half full. */
  let places = new Int32Array(32).fill(-1);

  const placeOf = (from: Uint8Array, start: number, end: number): number => {
    const mask = places.length - 1;
    for (let place = hashOf(from, start, end) & mask; ; place = (place + 1) & mask) {
      const number = places[place]!;
      if (number < 0 || isSame(bytes, ends[number]!, ends[number + 1]!, from, start, end)) return place;
    }
  };
  const add = (from: Uint8Array, start: number, end: number): number => {
    const at = ends[count]!;
    const size = at + end - start;
    if (size > bytes.length) bytes = enlarged(bytes, new Uint8Array(2 * size));
    bytes.set(from.subarray(start, end), at);
    if (count + 1 === ends.length) ends = enlarged(ends, new Int32Array(2 * ends.length));
    ends[count + 1] = size;
    if (2 * (count + 1) > places.length) {
      places = new Int32Array(2 * places.length).fill(-1);
      for (let number = 0; number < count; number++) places[placeOf(bytes, ends[number]!, ends[number + 1]!)] = number;
    }
    places[placeOf(from, start, end)] = count;
    return count++;
  };

  return {
    /** By the codes of a column, the numbers of its texts. @param isWanted - by code; the others are not looked at. */
    numbersOf({ bytes: from, offsets }: TextColumn, isWanted?: Uint8Array): Int32Array {
      const numbers = new Int32Array(offsets.length - 1);
      for (let code = 0; code < numbers.length; code++) {
        if (isWanted?.[code] === 0) continue;
        const [start, end] = [offsets[code]!, offsets[code + 1]!];
        const number = places[placeOf(from, start, end)]!;
        numbers[code] = number < 0 ? add(from, start, end) : number;
      }
      return numbers;
    },
    /** By number. */
    texts: (): readonly string[] => textsOf({ bytes, offsets: ends.subarray(0, count + 1), codes: new Int32Array(0) }),
  };
}

/** FNV-1a, mixed once more, because the lowest bits choose a place. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(
  bytes: Uint8Array,
  start: number,
  end: number,
  others: Uint8Array,
  otherStart: number,
  otherEnd: number,
): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let at = start, other = otherStart; at < end; at++, other++) if (bytes[at] !== others[other]) return false;
  return true;
}
