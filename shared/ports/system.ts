export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
}

export interface Ids {
  /** A new id that sorts by the time of its making (UUID version 7). */
  next(): string;
}

/** Short structured lines for the operator. Ids and counts only: no event bodies, no traits, no addresses. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  warn(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
}

export interface Hash {
  /** Lower-case hex SHA-256 of the parts, each preceded by its length, so that ["ab"] and ["a","b"] differ. */
  sha256(...parts: readonly (string | Uint8Array)[]): string;
}
