/** `node infra/documents/processing.ts` writes docs/processing.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processingDocument } from './processing-document.ts';

writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'processing.md'), processingDocument());
