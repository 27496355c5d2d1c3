import type { Documents, StoredDocument } from '../../shared/ports/documents.ts';

/** Documents that are forgotten with the test, kept as JSON as a table keeps them. */
export function memoryDocuments<Body>(first: Readonly<Record<string, Body>> = {}): Documents<Body> {
  const rows = new Map(Object.entries(first).map(([id, body]) => [id, { body: JSON.stringify(body), revision: 1 }]));
  const found = (id: string): StoredDocument<Body> | undefined => {
    const row = rows.get(id);
    return row && { id, body: JSON.parse(row.body) as Body, revision: row.revision };
  };
  return {
    find: async (id) => found(id),
    list: async () => [...rows.keys()].sort().flatMap((id) => found(id) ?? []),
    async put(id, body, revision) {
      if ((rows.get(id)?.revision ?? 0) !== revision) return undefined;
      rows.set(id, { body: JSON.stringify(body), revision: revision + 1 });
      return revision + 1;
    },
    remove: async (id) => rows.delete(id),
  };
}
