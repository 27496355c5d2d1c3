/** `npm run docs:rooms` writes docs/rooms.md and docs/rooms.svg. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roomsDocument } from './document.ts';
import { roomImports } from './imports.ts';

const root = join(import.meta.dirname, '../../..');
const { page, picture } = roomsDocument(await roomImports(root));
writeFileSync(join(root, 'docs', 'rooms.md'), page);
writeFileSync(join(root, 'docs', 'rooms.svg'), picture);
