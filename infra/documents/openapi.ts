/** `node infra/documents/openapi.ts` writes docs/openapi.json. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapiDocument } from './openapi-document.ts';

writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'openapi.json'), openapiDocument());
