import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Access, type Route, routes } from '../topology.ts';
import { BODIES } from './openapi-bodies.ts';
import { QUERIES } from './openapi-queries.ts';
import { REPLIES } from './openapi-replies.ts';

/** Any one of what is listed opens the route; a scope is what a secret key must have. */
const securityOf = (access: Access): Record<string, string[]>[] => {
  if (access === 'none') return [];
  if (access === 'capture') return [{ writeKey: [] }, { secretKey: [] }];
  if (access === 'write') return [{ writeKey: [] }];
  if (access === 'asker') return [{ shopperToken: [] }, { writeKey: [] }, { secretKey: [] }];
  if (access === 'link' || access === 'shopper') return [{ shopperToken: [access] }];
  if (access === 'operator') return [{ operatorToken: [] }];
  return [{ secretKey: [access] }];
};

const parametersOf = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path' as const,
    required: true,
    schema: { type: 'string' as const },
  }));

/** `PUT /v1/items/{itemId}` is `putV1ItemsItemId`. */
const operationIdOf = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function operationOf({ route, target, access }: Route): ZodOpenApiOperationObject {
  const [method = '', path = ''] = route.split(' ');
  const [query, body, reply] = [QUERIES[route], BODIES[route], REPLIES[route]];
  return {
    operationId: operationIdOf(method, path),
    tags: [target],
    security: securityOf(access),
    ...(path.includes('{') && { parameters: parametersOf(path) }),
    ...(query !== undefined && { requestParams: { query } }),
    ...(body !== undefined && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...(reply === undefined
        ? { '2XX': { description: 'As docs/api.md tells it.' } }
        : { '200': { description: 'Done.', content: { 'application/json': { schema: reply } } } }),
      '4XX': { description: 'Refused.', content: { 'application/problem+json': { schema: problemReference } } },
    },
  };
}

const problemReference = { $ref: '#/components/schemas/Problem' };

const problem = {
  type: 'object' as const,
  description: 'Problem details, RFC 9457.',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string' as const },
    title: { type: 'string' as const },
    status: { type: 'integer' as const },
    detail: { type: 'string' as const },
    errors: {
      type: 'array' as const,
      items: {
        type: 'object' as const,
        required: ['pointer', 'reason'],
        properties: { pointer: { type: 'string' as const }, reason: { type: 'string' as const } },
      },
    },
  },
};

function pathsOf(planned: readonly Route[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of planned) {
    const [method = '', path = ''] = route.route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}

/** All routes of the plan but those whose rest of the path may be anything, which OpenAPI cannot say. */
export const documentedRoutes = routes.filter(({ route }) => !route.includes('+}'));

/** The HTTP API as OpenAPI 3.1: JSON text, as docs/openapi.json has it. */
export function openapiDocument(): string {
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Rapport',
      version: '1',
      description:
        'Routes and who may ask are those of infra/topology.ts; request bodies and query parameters are what validates them; replies are held against real ones by every test. What is not here is told in docs/api.md.',
    },
    paths: pathsOf(documentedRoutes),
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        writeKey: { type: 'http', scheme: 'basic', description: 'A write key as user name, without a password.' },
        secretKey: { type: 'http', scheme: 'bearer', description: 'A secret key that has the scope named.' },
        shopperToken: { type: 'http', scheme: 'bearer', description: 'A token of a shopper, for the purpose named.' },
        operatorToken: { type: 'http', scheme: 'bearer', description: 'Of who signed in as an operator.' },
      },
    },
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}
