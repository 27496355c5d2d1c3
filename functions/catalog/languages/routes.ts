import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { SHOP_LANGUAGES, type ShopLanguages } from '../../../shared/domain/shop-languages.ts';
import type { TermList } from '../../../shared/domain/term.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import type { TranslationProgress } from '../translations/progress.ts';
import { parseLocale, parseShopLanguages, parseTermList } from './contract.ts';

export interface LanguageRoutePorts {
  readonly languages: Documents<ShopLanguages>;
  readonly terms: Documents<TermList>;
  readonly progress: Pick<Documents<TranslationProgress>, 'find'>;
}

/** What the shop writes in, what is made of it, and the words that it has of its own. */
export function languageRoutes(ports: LanguageRoutePorts, forShop: Guard): Endpoints {
  const { languages, terms, progress } = ports;
  const localeIn = ({ parameters }: HttpRequest) => parseLocale(parameters['locale']);
  const ifMatch = ({ headers }: HttpRequest) => parseIfMatch(headers['if-match']);
  return {
    'GET /v1/languages': forShop(async () => {
      const [set, made] = await Promise.all([found(languages, SHOP_LANGUAGES), progress.find(SHOP_LANGUAGES)]);
      return withETag({ ...set, ...(made && { translations: made.body.report }) });
    }),
    'PUT /v1/languages': forShop(async (request) =>
      withETag(await set(languages, SHOP_LANGUAGES, parseShopLanguages(jsonOf(request)), ifMatch(request))),
    ),
    'GET /v1/terms/{locale}': forShop(async (request) => withETag(await found(terms, localeIn(request)))),
    'PUT /v1/terms/{locale}': forShop(async (request) =>
      withETag(await set(terms, localeIn(request), parseTermList(jsonOf(request)), ifMatch(request))),
    ),
    'DELETE /v1/terms/{locale}': forShop(async (request) => {
      if (!(await terms.remove(localeIn(request)))) throw missing();
      return { status: 204 };
    }),
  };
}

type Versioned<Body> = Body & { readonly version: number };

const missing = () => new NotFoundError('nothing is set here');

/** @throws NotFoundError */
async function found<Body>(documents: Pick<Documents<Body>, 'find'>, id: string): Promise<Versioned<Body>> {
  const document = await documents.find(id);
  if (document === undefined) throw missing();
  return { ...document.body, version: document.revision };
}

/** @throws ConflictError when another version is there than `ifVersion`, or somebody else changes it now. */
async function set<Body>(
  documents: Documents<Body>,
  id: string,
  body: Body,
  ifVersion: number | undefined,
): Promise<Versioned<Body>> {
  const revision = (await documents.find(id))?.revision ?? 0;
  if (ifVersion !== undefined && ifVersion !== revision)
    throw new ConflictError(`there is version ${revision}, not ${ifVersion}`);
  const version = await documents.put(id, body, revision);
  if (version === undefined) throw new ConflictError('somebody else changes it now; ask for it again');
  return { ...body, version };
}

const withETag = (reply: Versioned<object>) => ok(reply, { etag: `"${reply.version}"` });
