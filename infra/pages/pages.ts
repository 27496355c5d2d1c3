import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The pages that tell how things are now, as somebody new reads them. Decisions and the change log tell of their day. */
export const pagesOf = (root: string): readonly string[] => [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];
