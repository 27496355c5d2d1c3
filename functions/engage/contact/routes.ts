import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { jsonOf } from '../../../shared/runtime/http/request.ts';
import { type ContactPolicyReply, parseContactPolicy } from './contract.ts';
import { type ContactPolicies, contactPolicy, setContactPolicy } from './policy.ts';

/** How often and when people may be told something. */
export function contactRoutes(policies: ContactPolicies, forShop: Guard): Endpoints {
  const set = setContactPolicy(policies);
  return {
    'GET /v1/policies/contact': forShop(async () => withETag(await contactPolicy(policies))),
    'PUT /v1/policies/contact': forShop(async (request) =>
      withETag(await set(parseContactPolicy(jsonOf(request)), parseIfMatch(request.headers['if-match']))),
    ),
  };
}

const withETag = (reply: ContactPolicyReply) => ok(reply, { etag: `"${reply.version}"` });
