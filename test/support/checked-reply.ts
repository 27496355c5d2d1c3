import { REPLIES } from '../../infra/documents/openapi-replies.ts';
import { routes } from '../../infra/topology.ts';
import { defectsOf } from '../../shared/domain/check.ts';

const described = routes
  .filter(({ route }) => REPLIES[route] !== undefined)
  .map(({ route }) => ({ route, schema: REPLIES[route]!, pattern: patternOf(route) }))
  // A path without parameters wins over one with, as at the gateway.
  .sort((a, b) => Number(a.route.includes('{')) - Number(b.route.includes('{')));

function patternOf(route: string): RegExp {
  const literal = route.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]+')}$`);
}

/**
 * Holds what a laptop answered with 200 against what docs/openapi.json says of the route.
 * @throws Error naming route and pointer, where the answer has a field more, one less, or another type.
 */
export function checkReply(method: string, path: string, body: unknown): void {
  const asked = `${method} ${path.split('?')[0]}`;
  const found = described.find(({ pattern }) => pattern.test(asked));
  if (found === undefined) return;
  const { success, error } = found.schema.safeParse(body);
  if (success) return;
  const defects = defectsOf(error).map(({ pointer, reason }) => `${pointer || '/'}: ${reason}`);
  throw new Error(`${found.route} answers otherwise than docs/openapi.json says: ${defects.join('; ')}`);
}
