declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** @param options.path - folder of the LevelDB that keeps the tables; absent keeps them in memory. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    maxItemSizeKb?: number;
  }): Server;
}
