import type { TextColumn } from '../math/text-column.ts';

/** What a column holds, and how: texts, or numbers as doubles or as 32-bit integers. */
interface ColumnOf {
  readonly text: TextColumn;
  readonly double: Float64Array;
  readonly integer: Int32Array;
}
export type ColumnKind = keyof ColumnOf;
export type Column = ColumnOf[ColumnKind];

/** Columns of one length, by name. */
export type Columns = Readonly<Record<string, Column>>;
/** What each column holds, by its name. */
export type ColumnKinds = Readonly<Record<string, ColumnKind>>;
/** The columns of such names, each as it is said to be. */
export type ColumnsOf<Kinds extends ColumnKinds> = { readonly [Name in keyof Kinds]: ColumnOf[Kinds[Name]] };

/** A table as the bytes of a columnar file that other tools read too. */
export interface TableCodec {
  encode(columns: Columns): Promise<Uint8Array>;
  /**
   * What was encoded; texts that rows share may have come apart or together.
   * @param wanted - the columns that are there. @param ifThere - and those that are left out if they are not.
   * @throws Error for a column that holds something else.
   */
  decode<Wanted extends ColumnKinds, Optional extends ColumnKinds = Record<never, ColumnKind>>(
    bytes: Uint8Array,
    wanted: Wanted,
    ifThere?: Optional,
  ): Promise<ColumnsOf<Wanted> & Partial<ColumnsOf<Optional>>>;
}
