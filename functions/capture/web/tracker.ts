/**
 * The tracker: what a shop's pages load to tell of their visitors, where they have no client of Segment's or RudderStack's.
 * docs/tracker.md has its calls. Each event is an entry of the browser's storage of its own until the API has said that it
 * took it: pages that are left, tabs beside each other and hours offline lose none. One that is sent twice counts once, by
 * its messageId.
 */

type Json = Record<string, unknown>;
type Preferences = Record<string, boolean>;
/** A call as an array, so that pages may make it before the tracker is there: `rapport.push(['track', 'Product Viewed'])`. */
type Call = [name: keyof typeof calls, ...parameters: unknown[]];

export {};

declare global {
  interface Window {
    /** Calls until the tracker is there, then the tracker. */
    rapport?: readonly Call[] | (typeof calls & { readonly push: (call: Call) => void });
  }
}

const PREFIX = 'rapport.';
const EVENT = `${PREFIX}event.`;
/** A page that comes to nobody's API must not fill the shop's storage: the oldest go first. */
const MOST_KEPT = 1000;
/** Of a request that may outlive its page, browsers take 64 KiB. */
const MOST_CHARACTERS = 20_000;
const MOST_EVENTS = 100;
const GATHERED_MS = 300;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 30_000];
/** Answers after which the same request may be taken later. */
const LATER = [408, 410, 429, 460];

const script = document.currentScript as HTMLScriptElement;
const { writeKey, url = new URL(script.src).origin, wait, page: firstPage } = script.dataset;

// ── What is kept ────────────────────────────────────────────────────────────────────────────────────

/** Of a browser that keeps nothing for this page: as long as the page is there. */
const memory: Record<string, string> = {};
const storage = ((): Storage | Record<string, string> => {
  try {
    localStorage.setItem(`${PREFIX}try`, '');
    localStorage.removeItem(`${PREFIX}try`);
    return localStorage;
  } catch {
    return memory;
  }
})();
const kept = (name: string): string | undefined => storage[PREFIX + name];

function keep(key: string, value: string): void {
  try {
    storage[key] = value;
  } catch {
    memory[key] = value; // full
  }
}

/** Keys of events, the oldest first. */
const waiting = (): string[] =>
  [...new Set([...Object.keys(storage), ...Object.keys(memory)])].filter((key) => key.startsWith(EVENT)).sort();
const eventAt = (key: string): string | undefined => storage[key] ?? memory[key];

function forget(keys: readonly string[]): void {
  for (const key of keys) {
    delete storage[key];
    delete memory[key];
  }
}

// ── What is told ────────────────────────────────────────────────────────────────────────────────────

/** Where the page waits for consent, nothing is kept or sent before something was granted. */
const mayTell = (): boolean => wait !== 'consent' || Object.values(preferences() ?? {}).includes(true);

function preferences(): Preferences | undefined {
  const said = kept('consent');
  return said === undefined ? undefined : (JSON.parse(said) as Preferences);
}

function anonymousId(): string {
  const id = kept('anonymousId') ?? crypto.randomUUID();
  keep(`${PREFIX}anonymousId`, id);
  return id;
}

function tell(type: string, fields: Json): void {
  if (mayTell()) record(type, fields);
}

let made = 0;

function record(type: string, fields: Json): void {
  const now = new Date();
  const messageId = crypto.randomUUID();
  const categoryPreferences = preferences();
  const event = {
    type,
    messageId,
    anonymousId: anonymousId(),
    userId: kept('userId'),
    timestamp: now.toISOString(),
    ...fields,
    context: {
      locale: navigator.language,
      page: { url: location.href, path: location.pathname, referrer: document.referrer, title: document.title },
      userAgent: navigator.userAgent,
      consent: categoryPreferences && { categoryPreferences },
    },
  };
  // Keys sort as the events were made, also those of one millisecond.
  keep(`${EVENT}${now.getTime()}.${String(++made).padStart(6, '0')}.${messageId}`, JSON.stringify(event));
  forget(waiting().slice(0, -MOST_KEPT));
  if (isLeaving) leave();
  else if (timer === undefined && !isSending) sendIn(GATHERED_MS);
}

const calls = {
  page: (name?: string, properties: Json = {}) =>
    tell('page', {
      name,
      properties: { url: location.href, path: location.pathname, title: document.title, ...properties },
    }),
  track: (event: string, properties: Json = {}) => tell('track', { event, properties }),
  /** @param userId - the shop's own id of who signed in. */
  identify(userId: string, traits: Json = {}) {
    if (!mayTell()) return;
    keep(`${PREFIX}userId`, userId);
    tell('identify', { traits });
  },
  /** @param preferences - from names of docs/consent.md to true or false; they go with this and all later events. */
  consent(preferences: Preferences) {
    const mightTell = mayTell(); // then a refusal has to be told too
    keep(`${PREFIX}consent`, JSON.stringify(preferences));
    if (mightTell || mayTell()) record('track', { event: 'Segment Consent Preference Updated', properties: {} });
  },
  /** Whoever signs out, or another at the same browser, is somebody new. */
  reset() {
    forget([`${PREFIX}userId`, `${PREFIX}anonymousId`]);
  },
};

// ── How it is sent ──────────────────────────────────────────────────────────────────────────────────

const endpoint = `${url}/v1/batch`;
let timer: ReturnType<typeof setTimeout> | undefined;
let isSending = false;
let isLeaving = false;
let waitMs = FIRST_WAIT_MS;

function sendIn(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = undefined;
    void send();
  }, ms);
}

/** The oldest that fit into one request, which has one at least. */
function nextBatch(keys: readonly string[]): readonly string[] {
  let [end, characters] = [0, 0];
  while (end < Math.min(keys.length, MOST_EVENTS)) {
    characters += (eventAt(keys[end]!) ?? '').length;
    if (end > 0 && characters > MOST_CHARACTERS) break;
    end++;
  }
  return keys.slice(0, end);
}

const bodyOf = (keys: readonly string[]): string =>
  `{"writeKey":${JSON.stringify(writeKey)},"sentAt":"${new Date().toISOString()}","batch":[${keys.flatMap((key) => eventAt(key) ?? []).join()}]}`;

async function send(): Promise<void> {
  const keys = nextBatch(waiting());
  if (isSending || keys.length === 0) return;
  isSending = true;
  const answer = await post(bodyOf(keys));
  isSending = false;
  const isTaken = answer !== undefined && answer.status < 500 && !LATER.includes(answer.status);
  if (isTaken) {
    if (!answer.ok) console.warn(`rapport: ${keys.length} events were refused with ${answer.status}`);
    forget(keys);
    waitMs = FIRST_WAIT_MS;
    sendIn(0);
    return;
  }
  const asked = Number(answer?.headers.get('retry-after')) * 1000;
  sendIn(asked || waitMs * (0.5 + Math.random()));
  waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
}

/** As text, so that no browser asks beforehand whether it may. */
const post = (body: string): Promise<Response | undefined> =>
  fetch(endpoint, { method: 'POST', body, headers: { 'content-type': 'text/plain' }, keepalive: true }).catch(
    () => undefined,
  );

/** A page that goes away hears no answer: what it sends stays until a later one has heard that it was taken. */
function leave(): void {
  for (let keys = waiting(), sent: readonly string[]; keys.length > 0; keys = keys.slice(sent.length)) {
    sent = nextBatch(keys);
    if (!navigator.sendBeacon(endpoint, bodyOf(sent))) return;
  }
}

addEventListener('pagehide', () => {
  isLeaving = true;
  leave();
});
addEventListener('pageshow', () => {
  isLeaving = false;
});
addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave());
addEventListener('online', () => sendIn(0));

const make = ([name, ...parameters]: Call): void => (calls[name] as (...parameters: unknown[]) => void)(...parameters);
const before = window.rapport;
window.rapport = { ...calls, push: make };
if (firstPage !== 'off') calls.page();
if (Array.isArray(before)) (before as Call[]).forEach(make);
if (timer === undefined) sendIn(GATHERED_MS); // what an earlier page left
