/** What is known of n rows, column by column. */
export interface FeatureTable {
  readonly rowCount: number;
  readonly columns: readonly FeatureColumn[];
}

export type FeatureColumn = NumberColumn | CategoryColumn;

export interface NumberColumn {
  readonly kind: 'number';
  /** (n): finite, or NaN where it is missing. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly kind: 'category';
  /** (n): in [0, categoryCount), or −1 where it is missing. */
  readonly codes: Int32Array;
  readonly categoryCount: number;
}

/** Some rows of a table, in the order given. */
export const rowsOfTable = ({ columns }: FeatureTable, rows: Int32Array): FeatureTable => ({
  rowCount: rows.length,
  columns: columns.map((column) =>
    column.kind === 'number'
      ? { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }
      : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) },
  ),
});

/** @throws RangeError naming the column when it has not a value a row, or one that it cannot have. */
export function checkFeatureTable({ rowCount, columns }: FeatureTable): void {
  columns.forEach((column, index) => {
    const { length } = column.kind === 'number' ? column.values : column.codes;
    if (length !== rowCount) throw new RangeError(`column ${index}: want ${rowCount} values, got ${length}`);
    if (column.kind === 'number') {
      const { values } = column;
      for (let row = 0; row < rowCount; row++)
        if (Math.abs(values[row]!) === Infinity)
          throw new RangeError(`column ${index}, row ${row}: want a finite number or NaN`);
    } else {
      const at = column.codes.findIndex((code) => code < -1 || code >= column.categoryCount);
      if (at >= 0) throw new RangeError(`column ${index}, row ${at}: ${column.codes[at]} is no category`);
    }
  });
}
