/** One column: texts, or numbers as doubles or as 32-bit integers. */
export type Column = readonly string[] | readonly number[] | Float64Array | Int32Array;

/** Columns of one length, by name. */
export type Columns = Readonly<Record<string, Column>>;

/** A table as the bytes of a columnar file that other tools read too. */
export interface TableCodec {
  encode(columns: Columns): Uint8Array;
  /** Doubles come back as a Float64Array, integers as an Int32Array. @param names - the columns wanted, which are there. */
  decode<Name extends string>(
    bytes: Uint8Array,
    names: readonly Name[],
  ): Promise<Readonly<Record<Name, readonly string[] | Float64Array | Int32Array>>>;
}
