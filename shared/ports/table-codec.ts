/** Columns of one length, by name; a column holds texts or numbers only. */
export type Columns = Readonly<Record<string, readonly string[] | readonly number[]>>;

/** Rows as the bytes of a columnar file that other tools read too. */
export interface TableCodec {
  encode(columns: Columns): Uint8Array;
  decode(bytes: Uint8Array): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
