/** One column: texts, or numbers as doubles or as 32-bit integers. */
export type Column = readonly string[] | readonly number[] | Float64Array | Int32Array;

export type DecodedColumn = readonly string[] | Float64Array | Int32Array;

/** Columns of one length, by name. */
export type Columns = Readonly<Record<string, Column>>;

/** A table as the bytes of a columnar file that other tools read too. */
export interface TableCodec {
  encode(columns: Columns): Uint8Array;
  /**
   * Doubles come back as a Float64Array, integers as an Int32Array.
   * @param names - the columns wanted, which are there. @param ifThere - and those that are left out if they are not.
   */
  decode<Name extends string, Optional extends string = never>(
    bytes: Uint8Array,
    names: readonly Name[],
    ifThere?: readonly Optional[],
  ): Promise<Readonly<Record<Name, DecodedColumn> & Partial<Record<Optional, DecodedColumn>>>>;
}
