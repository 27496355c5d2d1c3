/**
 * Requests whose every personal value is marked, through every route of the plan and into its errors; and what finds
 * the mark again in what came out.
 */

import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { type Route, routes } from '../../infra/topology.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { TestLaptop } from './laptop.ts';
import { startSession } from './shopper.ts';

const MARK = 'cnry';
/** For what is made of digits. */
const DIGITS = '9091929394';
/** As it is in either case, or in hex; and in base64, which writes it in three ways by where it begins. */
const PLAIN = new RegExp(`${MARK}|${DIGITS}|${Buffer.from(MARK).toString('hex')}`, 'i');
const BASE64 = /Y25ye|Nucn[k-n]|jbnJ5/;

/** Whether something personal of ours stands in a text. */
export const holdsCanary = (text: string): boolean => PLAIN.test(text) || BASE64.test(text);

export interface CanaryRun {
  readonly requests: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Routes, statuses and texts of answers that say what they must not. */
  readonly leaks: readonly string[];
  /** Routes that answered as if something were broken. */
  readonly broken: readonly string[];
}

type Random = () => number;
const any = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** A personal value in one of the shapes that such values have; never a plain word, as names of fields are. */
function canary(random: Random, n: number): string {
  const id = `${MARK}0${n.toString(36)}x${Math.floor(random() * 1e9).toString(36)}`;
  return any(random, [
    id,
    `${id}@shop.example`,
    `+${DIGITS}${n}`,
    `${id} ${id}`,
    `"${id}"`,
    `${id}\n    at ${id} (file.ts:1:1)`,
    `<b>${id}</b>`,
    `{"${id}":1}`,
    `${id.toUpperCase()}`,
    `${id}/../${id}`,
    `${id}字`,
    `U#${id}`,
    id.repeat(40),
  ]);
}

type Body = Record<string, unknown>;

/** What a good request of a route says, with a personal value wherever one may stand. */
function bodyFor({ access, route }: Route, person: () => string): Body {
  const event = () => ({
    type: 'track',
    event: 'Product Viewed',
    userId: person(),
    anonymousId: person(),
    messageId: 'm1',
    timestamp: '2026-11-24T11:00:00.000Z',
    properties: { product_id: 'p1', note: person() },
    traits: { email: person(), phone: person() },
    context: { ip: person(), userAgent: person(), market: 'DE' },
    previousId: person(),
    groupId: person(),
  });
  if (access === 'capture') return /batch|import|[/]b$/.test(route) ? { batch: [event(), event()] } : event();
  if (access === 'decide') {
    const asker = { userId: person(), context: { market: person(), page: person() } };
    return route.includes('rankings') ? { ...asker, items: ['p1'] } : { ...asker, placement: 'home' };
  }
  if (route.endsWith('/rating')) return { conversationId: 'c-1', score: 5, anonymousId: person() };
  if (access === 'asker') return { text: `where is order ${person()}`, anonymousId: person() };
  if (route.includes('/v1/segments'))
    return { segmentId: person(), words: person(), rule: { all: [{ feature: person(), atLeast: 1 }] } };
  if (route.includes(':lookalike')) return { userIds: [person(), person()] };
  if (route.includes('/v1/audiences/')) return { hash: person() };
  if (route.endsWith('/sessions')) return { purpose: 'link', ttlSeconds: 60 };
  if (route.endsWith('/consent')) return { purposes: { profiling: false } };
  if (route.startsWith('PATCH')) return { traits: { email: person(), phone: person() } };
  return { title: 'Cup', items: [{ itemId: 'p1', title: 'Cup' }], userId: person(), email: person() };
}

/** Something goes wrong with a body: a field of another type, too long, unknown, absent. */
function spoilt(random: Random, body: Body, person: () => string): Body {
  const name = any(random, Object.keys(body));
  const wrong = any<unknown>(random, [
    person(),
    [person()],
    { [person()]: person() },
    person().repeat(60),
    Number(`${DIGITS}123`),
    null,
    undefined,
  ]);
  return any(random, [
    { ...body, [name]: wrong },
    { ...body, [person()]: person() },
    { ...body, batch: [wrong, body] },
  ]);
}

function textOf(random: Random, body: Body, person: () => string): string {
  const text = JSON.stringify(body);
  return any(random, [
    text,
    text,
    text,
    text,
    text.slice(0, Math.floor(random() * text.length)),
    `${text}${person()}`,
    person(),
    JSON.stringify([person()]),
    '',
    random() < 0.1 ? JSON.stringify({ ...body, big: person().repeat(20_000) }) : text,
  ]);
}

/** Goes round the routes, with good and bad requests in turn. The same seed sends the same. */
export async function sendCanaries(shop: TestLaptop, count: number, seed: number): Promise<CanaryRun> {
  const session = (await startSession(shop, `${MARK}session`, { purpose: 'session' })).token;
  const statuses: Record<number, number> = {};
  const leaks: string[] = [];
  const broken = new Set<string>();
  const sendOne = async (n: number): Promise<void> => {
    const route = routes[n % routes.length]!;
    const { status, told } = await sendTo(route, { shop, session, n, random: seededRandom(seed * 1_000_003 + n) });
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 500) broken.add(route.route);
    if (!mayHoldPeople(route, status) && holdsCanary(told)) leaks.push(`${route.route} ${status}: ${told}`);
  };
  for (let start = 0; start < count; start += PARALLEL) {
    await Promise.all(Array.from({ length: Math.min(PARALLEL, count - start) }, (_, i) => sendOne(start + i)));
  }
  return { requests: count, statuses, leaks, broken: [...broken] };
}

const PARALLEL = 4;

interface Sending {
  readonly shop: TestLaptop;
  readonly session: string;
  readonly n: number;
  readonly random: Random;
}

async function sendTo(route: Route, sending: Sending): Promise<{ readonly status: number; readonly told: string }> {
  const { shop, n, random } = sending;
  const person = () => canary(random, n);
  const [method = ''] = route.route.split(' ');
  const good = bodyFor(route, person);
  const credential = await credentialFor(route, sending);
  const response = await fetch(addressOf(route, shop.url, random, person), {
    method,
    headers: {
      ...(random() < 0.95 && { authorization: `Bearer ${sendable(credential)}` }),
      anonymousid: Buffer.from(person()).toString('base64'),
      'user-agent': sendable(person()),
      'content-type': 'application/json',
      ...(random() < 0.1 && { 'if-match': sendable(person()) }),
    },
    ...(method !== 'GET' &&
      method !== 'DELETE' && { body: textOf(random, random() < 0.5 ? good : spoilt(random, good, person), person) }),
  });
  const told = `${await response.text()} ${JSON.stringify([...response.headers])}`;
  return { status: response.status, told };
}

/** What a header takes. */
const sendable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '');

function addressOf({ route }: Route, base: string, random: Random, person: () => string): URL {
  const [, path = ''] = route.split(' ');
  const segment = path.includes('/audiences/') ? 'repeat-buyer:export' : 'repeat-buyer';
  const good: Readonly<Record<string, () => string>> = {
    profileId: () => encodeURIComponent(person()),
    writeKey: () => person().replace(/\W/g, ''),
    segmentId: () => segment,
  };
  const filled = path.replace(/\{(\w+)\+?\}/g, (_, name: string) => good[name]?.() ?? 'p1');
  const url = new URL(filled, base);
  for (const name of ['cursor', 'by', 'limit', 'day', 'format', 'userId', 'writeKey']) {
    if (random() < 0.12) url.searchParams.set(name, person());
  }
  if (random() < 0.1) url.searchParams.set('cursor', Buffer.from(`after:${person()}`).toString('base64url'));
  return url;
}

/** Mostly the right one. */
async function credentialFor({ access }: Route, { shop, session, n, random }: Sending): Promise<string> {
  if (random() < 0.15) return canary(random, n);
  if (random() < 0.1) return LAPTOP_KEYS.write;
  if (access === 'shopper') return session;
  if (access === 'link') return (await startSession(shop, `${MARK}link`)).token;
  if (access === 'operator') return shop.laptop.operatorToken;
  return access === 'write' ? LAPTOP_KEYS.write : LAPTOP_KEYS.secret;
}

/** Only what answers with a person's data may say what is in it; errors, receipts and slates never. */
const mayHoldPeople = ({ access }: Route, status: number): boolean =>
  status < 300 && !['capture', 'write', 'catalog', 'decide', 'none', 'asker'].includes(access);
