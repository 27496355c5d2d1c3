import Cards from '@cloudscape-design/components/cards';
import Table from '@cloudscape-design/components/table';
import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from './words-context.ts';

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  /** Of the column in a table, in CSS pixels. */
  readonly minWidth?: number;
  readonly cell: (row: T) => ReactNode;
}

interface ListingProps<T> {
  readonly rows: readonly T[];
  /** The first names the row. */
  readonly columns: readonly [Column<T>, ...Column<T>[]];
  /** What is said without rows. */
  readonly empty: string;
}

/** Up to here (CSS pixels) a row is a card, so that no column is cut off. */
const NARROW = '(max-width: 688px)';

/** Rows as a table, and on a narrow screen as cards. */
export function Listing<T>({ rows, columns, empty }: ListingProps<T>) {
  const words = useWords();
  const [title, ...sections] = columns;
  if (useMatch(NARROW))
    return (
      <Cards
        items={rows}
        empty={empty}
        ariaLabels={{ itemSelectionLabel: () => '', selectionGroupLabel: '', cardsLabel: words.rows }}
        cardDefinition={{
          header: title.cell,
          sections: sections.map(({ id, header, cell }) => ({ id, header, content: cell })),
        }}
      />
    );
  return (
    <Table
      variant="embedded"
      items={rows}
      empty={empty}
      wrapLines
      columnDefinitions={columns.map((column, i) => ({ ...column, isRowHeader: i === 0 }))}
    />
  );
}

function useMatch(query: string): boolean {
  const [isMatched, setMatched] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const turn = () => setMatched(media.matches);
    media.addEventListener('change', turn);
    return () => media.removeEventListener('change', turn);
  }, [query]);
  return isMatched;
}
