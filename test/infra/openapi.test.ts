import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BODIES } from '../../infra/documents/openapi-bodies.ts';
import { documentedRoutes, openapiDocument } from '../../infra/documents/openapi-document.ts';
import { routes } from '../../infra/topology.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: unknown } } };
}

const written = readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8');
const { paths } = JSON.parse(written) as { paths: Record<string, Record<string, Operation>> };
const operations = Object.values(paths).flatMap((path) => Object.values(path));

describe('docs/openapi.json', () => {
  it('is what `npm run docs:openapi` makes of the code now', () => {
    expect(written).toBe(openapiDocument());
  });

  it('has every route of the plan but the open-ended one, each under a name of its own', () => {
    const left = routes.filter((route) => !documentedRoutes.includes(route)).map(({ route }) => route);
    expect(left).toEqual(['GET /sourceConfig/{proxy+}']);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(documentedRoutes.length);
  });

  it('has a body for no route that is not planned', () => {
    const planned = new Set(routes.map(({ route }) => route));
    expect(Object.keys(BODIES).filter((route) => !planned.has(route))).toEqual([]);
    expect(operations.filter(({ requestBody }) => requestBody !== undefined)).toHaveLength(Object.keys(BODIES).length);
  });

  it('says what is wanted of a slate’s request, and who may ask', () => {
    const asked = paths['/v1/recommendations']?.post;
    expect(asked?.security).toEqual([{ secretKey: ['decide'] }]);
    expect(asked?.requestBody?.content['application/json'].schema).toMatchObject({
      required: ['placement'],
      additionalProperties: false,
      properties: { limit: { minimum: 1, maximum: 100, default: 10 } },
    });
  });
});
