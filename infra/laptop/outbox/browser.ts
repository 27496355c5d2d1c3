import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Provider } from './providers.ts';

/** What a browser keeps of a subscription, as base64url. */
interface BrowserKeys {
  readonly privateKey: string;
  readonly auth: string;
}

export interface Browser {
  /** As a page would send it to the shop: the trait `webPushSubscriptions`. */
  subscription(origin: string): {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  readonly provider: Provider;
}

const PATH = '/web-push/laptop';
/** Whoever subscribed here was forgotten: a dead subscription, to try what comes of it. */
const GONE_PATH = '/web-push/gone';

/** A browser with its push service in one. Its keys lie in a file, so that its subscription holds. */
export function openBrowser(file: string): Browser {
  const keys = keysIn(file);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Buffer.from(keys.privateKey, 'base64url'));
  return {
    subscription: (origin) => ({
      endpoint: `${origin}${PATH}`,
      keys: { p256dh: ecdh.getPublicKey('base64url', 'uncompressed'), auth: keys.auth },
    }),
    provider({ method, path, headers, body }) {
      if (method !== 'POST' || (path !== PATH && path !== GONE_PATH)) return undefined;
      if (path === GONE_PATH) return { status: 410, type: 'text/plain', body: 'gone' };
      const { notification } = JSON.parse(decrypted(body, ecdh, Buffer.from(keys.auth, 'base64url'))) as Payload;
      const { title, body: text, navigate } = notification;
      return {
        status: 201,
        type: 'text/plain',
        body: '',
        message: {
          channel: 'web-push',
          to: path,
          subject: title,
          text,
          url: navigate,
          headers: Object.fromEntries(['ttl', 'topic', 'urgency'].map((name) => [name, String(headers[name] ?? '')])),
        },
      };
    },
  };
}

interface Payload {
  readonly notification: { readonly title: string; readonly body: string; readonly navigate: string };
}

function keysIn(file: string): BrowserKeys {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as BrowserKeys;
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const made = { privateKey: ecdh.getPrivateKey('base64url'), auth: randomBytes(16).toString('base64url') };
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

const [SALT_BYTES, TAG_BYTES] = [16, 16];

/** One record of the encoding aes128gcm (RFC 8188), with the keys of RFC 8291. */
function decrypted(body: Buffer, ecdh: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, SALT_BYTES);
  const keyLength = body[20]!;
  const senderKey = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), senderKey]);
  const secret = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(senderKey), auth, info, 32));
  const derived = (what: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${what}\0`), length));
  const cipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12));
  cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const padded = Buffer.concat([cipher.update(sealed.subarray(0, -TAG_BYTES)), cipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8'); // 2 ends the last record
}
