/** Rows of texts under named columns, as a file of values parted by commas or tabs has them. */
export interface TextTable {
  /** The file's name, for what is said of it. */
  readonly file: string;
  readonly rowCount: number;
  /** In the file's order; of each, a text a row. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

export interface TextTableReader {
  /**
   * @param header - names of columns where the first line has none.
   * @throws InvalidInputError naming the file, the line and what is wrong with it.
   */
  read(text: string, file: string, header?: readonly string[]): TextTable;
}
