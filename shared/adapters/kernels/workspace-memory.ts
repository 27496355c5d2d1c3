/// <reference path="./webassembly.d.ts" />
const PAGE = 65_536;
const MAX_PAGES = 65_536;
/** Vectors are loaded at multiples of this; it is also a line of the cache. */
const ALIGNMENT = 64;

/** Typed arrays in one shared WebAssembly memory, given out from the bottom and given back all at once. */
export interface WorkspaceMemory {
  readonly wasm: WebAssembly.Memory;
  /** Their contents are whatever was there. */
  floats(length: number): Float32Array;
  integers(length: number): Int32Array;
  doubles(length: number): Float64Array;
  bytes(length: number): Uint8Array;
  /** @throws TypeError when the array is not of this memory. */
  addressOf(array: Float32Array | Int32Array | Float64Array | Uint8Array): number;
  /** What was given out since the mark may be given out again. */
  mark(): number;
  release(mark: number): void;
}

export function openWorkspaceMemory(): WorkspaceMemory {
  const wasm = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  const buffers = new WeakSet<object>(); // growing gives another buffer over the same bytes
  let top = ALIGNMENT; // 0 is the address of what is not there

  const take = (bytes: number): number => {
    const address = Math.ceil(top / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil((address + bytes - wasm.buffer.byteLength) / PAGE);
    if (missing > 0) grow(missing);
    top = address + bytes;
    buffers.add(wasm.buffer);
    return address;
  };
  const grow = (pages: number): void => {
    const heldBytes = wasm.buffer.byteLength;
    try {
      wasm.grow(pages);
    } catch (cause) {
      const mib = (bytes: number) => Math.ceil(bytes / 2 ** 20);
      throw new RangeError(
        `kernels: want ${mib(pages * PAGE)} MiB besides ${mib(heldBytes)}; they have ${mib(MAX_PAGES * PAGE)} at most`,
        { cause },
      );
    }
  };

  type Typed<T> = { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike, at: number, length: number): T };
  const arrayOf = <T>(type: Typed<T>, length: number): T => {
    const address = take(length * type.BYTES_PER_ELEMENT); // first: it may change the buffer
    return new type(wasm.buffer, address, length);
  };

  return {
    wasm,
    floats: (length) => arrayOf(Float32Array, length),
    integers: (length) => arrayOf(Int32Array, length),
    doubles: (length) => arrayOf(Float64Array, length),
    bytes: (length) => arrayOf(Uint8Array, length),
    addressOf: (array) => {
      if (!buffers.has(array.buffer)) throw new TypeError('kernels: the array is not of this workspace');
      return array.byteOffset;
    },
    mark: () => top,
    release: (mark) => {
      top = mark;
    },
  };
}
