import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message that left the house, as its provider was given it. */
export interface SentMessage {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly channel: 'email' | 'sms' | 'push' | 'web-push' | 'webhook';
  readonly to: string;
  /** Their id, where the message tells. */
  readonly person?: string;
  readonly from?: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  readonly url?: string;
  /** By which the deployment knows it again. */
  readonly reference?: string;
  readonly unsubscribeUrl?: string;
  /** What else the provider was told. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface OutboxFiles {
  add(message: Omit<SentMessage, 'id' | 'at'>): SentMessage;
  /** The newest first. */
  list(): readonly SentMessage[];
  find(id: string): SentMessage | undefined;
}

const MOST_LISTED = 500;

/** A file a message, named by when it came. */
export function outboxFiles(directory: string): OutboxFiles {
  mkdirSync(directory, { recursive: true });
  let count = readdirSync(directory).length;
  const read = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as SentMessage;
  return {
    add(message) {
      const at = new Date().toISOString();
      const sent = { id: `${at.replace(/\D/g, '')}-${++count}`, at, ...message };
      writeFileSync(join(directory, `${sent.id}.json`), `${JSON.stringify(sent, undefined, 2)}\n`, { mode: 0o600 });
      return sent;
    },
    list: () => readdirSync(directory).filter(isMessage).sort().reverse().slice(0, MOST_LISTED).map(read),
    find: (id) =>
      isMessage(`${id}.json`) && readdirSync(directory).includes(`${id}.json`) ? read(`${id}.json`) : undefined,
  };
}

const isMessage = (name: string): boolean => /^\d{17}-\d+\.json$/.test(name);
