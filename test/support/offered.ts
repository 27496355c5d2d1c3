import type { Shelf } from '../../shared/decisioning/shelf.ts';

/** Whether an item that has a row may be offered in a market. */
export const isOffered = (shelf: Shelf, itemId: string, market?: string): boolean =>
  shelf.offered(market)[shelf.rowOf(itemId)!] === 1;
