import type { TextColumn } from '../math/text-column.ts';

/** One column: texts, or numbers as doubles or as 32-bit integers. */
export type Column = TextColumn | Float64Array | Int32Array;

/** Columns of one length, by name. */
export type Columns = Readonly<Record<string, Column>>;

/** A table as the bytes of a columnar file that other tools read too. */
export interface TableCodec {
  encode(columns: Columns): Promise<Uint8Array>;
  /**
   * What was encoded; texts that rows share may have come apart or together.
   * @param names - the columns wanted, which are there. @param ifThere - and those that are left out if they are not.
   */
  decode<Name extends string, Optional extends string = never>(
    bytes: Uint8Array,
    names: readonly Name[],
    ifThere?: readonly Optional[],
  ): Promise<Readonly<Record<Name, Column> & Partial<Record<Optional, Column>>>>;
}
