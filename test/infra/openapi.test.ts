import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BODIES } from '../../infra/documents/openapi-bodies.ts';
import { documentedRoutes, openapiDocument } from '../../infra/documents/openapi-document.ts';
import { QUERIES } from '../../infra/documents/openapi-queries.ts';
import { REPLIES } from '../../infra/documents/openapi-replies.ts';
import { routes } from '../../infra/topology.ts';
import { checkReply } from '../support/checked-reply.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly schema: unknown }[];
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

  it('has a body, a query or a reply for no route that is not planned', () => {
    const planned = new Set(routes.map(({ route }) => route));
    const described = [BODIES, QUERIES, REPLIES].flatMap((byRoute) => Object.keys(byRoute));
    expect(described.filter((route) => !planned.has(route))).toEqual([]);
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

  it('says what may stand behind a path, within which bounds', () => {
    const parameters = paths['/v1/profiles/{profileId}/events']?.get?.parameters ?? [];
    expect(parameters.map(({ name }) => name)).toEqual(['by', 'limit', 'cursor', 'profileId']);
    expect(parameters[1]?.schema).toMatchObject({ minimum: 1, maximum: 500, default: 100 });
  });
});

describe('an answer in a test', () => {
  const members = { segmentId: 'lapsed', members: [{ userId: 'ana' }], asOf: '2026-11-24T00:00:00.000Z' };
  const check = (body: unknown) => () => checkReply('GET', '/v1/segments/lapsed/members?limit=2', body);

  it('passes when it is as the document says, and when the document says nothing of it', () => {
    expect(check(members)).not.toThrow();
    expect(() => checkReply('GET', '/v1/faq', 'anything')).not.toThrow();
  });

  it('fails with route and pointer for a field more, one less, and another type', () => {
    const route = 'GET /v1/segments/{segmentId}/members answers otherwise';
    expect(check({ ...members, total: 1 })).toThrow(`${route} than docs/openapi.json says: /: unknown field total`);
    expect(check({ ...members, members: [{}] })).toThrow(`${route}`);
    expect(check({ ...members, asOf: 'yesterday' })).toThrow('/asOf: ');
  });
});
