/** The matrix of docs/security.md as data: what each kind of access answers to each kind of credential. */
import { type Access, routes } from '../../infra/topology.ts';
import { SCOPES } from '../../shared/domain/access-key.ts';

const secretKeys = SCOPES.map((scope) => `secret key, ${scope}` as const);

export const CREDENTIALS = [
  'none',
  'unknown key',
  'expired key',
  'write key',
  'write key in the URL',
  ...secretKeys,
  'secret key in the URL',
  'session',
  'session of another person',
  'link',
  'operator token',
] as const;
export type Credential = (typeof CREDENTIALS)[number];

/** in: neither 401 nor 403; what is asked is looked at. */
export type Answer = 'in' | 401 | 403;

/** Whom a kind of access lets in. */
const LETS_IN: Readonly<Record<Access, readonly Credential[]>> = {
  none: CREDENTIALS,
  capture: ['write key', 'write key in the URL', ...secretKeys],
  write: ['write key', 'write key in the URL'],
  catalog: ['secret key, catalog'],
  decide: ['secret key, decide'],
  people: ['secret key, people'],
  privacy: ['secret key, privacy'],
  operate: ['secret key, operate'],
  engage: ['secret key, engage'],
  asker: ['write key', 'write key in the URL', ...secretKeys, 'session', 'session of another person'],
  link: ['link'],
  shopper: ['session', 'session of another person'],
  operator: ['operator token'],
};
/** Where keys are known: a key that counts, but not for this, is told so. */
const KEYED: readonly Access[] = ['capture', 'write', 'asker', ...SCOPES];
const isKnownKey = (credential: Credential): boolean => /^(write|secret) key/.test(credential);

export function answerTo(access: Access, credential: Credential): Answer {
  if (LETS_IN[access].includes(credential)) return 'in';
  return KEYED.includes(access) && isKnownKey(credential) ? 403 : 401;
}

/** As docs/security.md has it. */
export function matrixTable(): string {
  const accesses = Object.keys(LETS_IN) as Access[];
  const rows = CREDENTIALS.map((credential) => [credential, ...accesses.map((it) => String(answerTo(it, credential)))]);
  return table([['', ...accesses.map((access) => `\`${access}\``)], ...rows]);
}

export function routesTable(): string {
  const accesses = Object.keys(LETS_IN) as Access[];
  const rows = accesses.map((access) => [
    `\`${access}\``,
    routes.flatMap((it) => (it.access === access ? [`\`${it.route}\``] : [])).join(', ') || 'none yet',
  ]);
  return table([['access', 'routes'], ...rows]);
}

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** `node test/support/credentials.ts` prints the tables for docs/security.md. */
if (process.argv[1] === import.meta.filename) console.log(`${matrixTable()}\n\n${routesTable()}`);
