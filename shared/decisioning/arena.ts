/**
 * Large arrays for the length of one decision. They hold a number a row of the catalog; made anew for each decision they
 * would bring the collector round every few dozen decisions, and its pause is many times what a decision takes.
 */
export interface Arena {
  /** Of exactly this length, holding whatever was there before. */
  bytes(length: number): Uint8Array;
  /** Of exactly this length, holding whatever was there before. */
  floats(length: number): Float32Array;
}

export interface Arenas {
  /** Lends an arena to the work and takes it back when the work has ended, well or not. */
  lend<Result>(work: (arena: Arena) => Promise<Result>): Promise<Result>;
}

/** Gives arrays that are its caller's for good. */
export const heap: Arena = {
  bytes: (length) => new Uint8Array(length),
  floats: (length) => new Float32Array(length),
};

/** As many arenas as there is work at one time. */
export function newArenas(): Arenas {
  const free: ReusedArena[] = [];
  return {
    async lend(work) {
      const arena = free.pop() ?? newReusedArena();
      try {
        return await work(arena);
      } finally {
        arena.reset();
        free.push(arena);
      }
    },
  };
}

interface ReusedArena extends Arena {
  /** From here on, what was given may be given again. */
  reset(): void;
}

function newReusedArena(): ReusedArena {
  const buffers: ArrayBuffer[] = [];
  let given = 0;
  const next = (byteLength: number): ArrayBuffer => {
    const at = given++;
    const kept = buffers[at];
    if (kept !== undefined && kept.byteLength >= byteLength) return kept;
    const made = new ArrayBuffer(Math.ceil(byteLength * 1.25)); // the catalog grows
    buffers[at] = made;
    return made;
  };
  return {
    bytes: (length) => new Uint8Array(next(length), 0, length),
    floats: (length) => new Float32Array(next(4 * length), 0, length),
    reset() {
      given = 0;
    },
  };
}
