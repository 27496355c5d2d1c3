import { lookup as dnsLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Calls that leave the house for an address that somebody else has named. */
export interface Outbound {
  /** @throws OutboundRefused for an address that may not be called; an error of Node when there was no answer. */
  call(url: string, call?: OutboundCall): Promise<OutboundAnswer>;
}

interface OutboundCall {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface OutboundAnswer {
  readonly status: number;
  /** Its beginning. */
  readonly text: string;
}

/** The address is not one of the public internet. */
export class OutboundRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'OutboundRefused';
  }
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Over TLS to addresses of the public internet alone, so that no shop’s word makes this deployment call what only it can
 * reach (OWASP, "Server-Side Request Forgery Prevention"). The name is looked up once, and what was looked at is what
 * is connected to; a redirect is an answer like any other.
 * @param trustedOrigin - one that may be called though it is private and speaks plain HTTP; undefined: none.
 */
export const outbound = (trustedOrigin: string | undefined): Outbound => ({
  call(address, { method = 'GET', headers = {}, body } = {}) {
    const url = new URL(address);
    const isTrusted = url.origin === trustedOrigin;
    if (!isTrusted) refuseUnlessPublic(url);
    const options = { method, headers, timeout: TIMEOUT_MS, ...(isTrusted ? {} : { lookup: publicLookup }) };
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size <= MAX_ANSWER_BYTES) parts.push(part);
          else response.destroy();
        });
        response.on('close', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
      });
      request.on('timeout', () => request.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
      request.on('error', reject);
      request.end(body);
    });
  },
});

/** Why a URL may not be called, as far as can be told without looking its name up; undefined: it may. */
export function defectOfUrl(text: string, trustedOrigin: string | undefined): string | undefined {
  try {
    const url = new URL(text);
    if (url.origin !== trustedOrigin) refuseUnlessPublic(url);
    return undefined;
  } catch (error) {
    return error instanceof OutboundRefused ? error.message : 'want a URL';
  }
}

function refuseUnlessPublic(url: URL): void {
  if (url.protocol !== 'https:') throw new OutboundRefused(`want https, got ${url.protocol.replace(':', '')}`);
  if (url.username !== '' || url.password !== '') throw new OutboundRefused('want no name or password in the URL');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublic(host)) throw new OutboundRefused('want an address of the public internet');
}

const publicLookup: LookupFunction = (hostname, options, answer) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, '', 4);
    const foreign = addresses.find(({ address }) => !isPublic(address));
    if (foreign !== undefined || addresses.length === 0)
      return answer(new OutboundRefused('the name leads to an address that is not of the public internet'), '', 4);
    if (options.all) return answer(null, addresses);
    answer(null, addresses[0]!.address, addresses[0]!.family);
  });
};

/** IANA’s registries of special-purpose addresses (RFC 6890 and after), and multicast. */
const SPECIAL_V4 = (
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'
).split(' ');
/** Within 2000::/3, beside which nothing is of the public internet. */
const SPECIAL_V6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20'.split(' ');

const special = new BlockList();
for (const range of SPECIAL_V4) special.addSubnet(...rangeOf(range), 'ipv4');
for (const range of SPECIAL_V6) special.addSubnet(...rangeOf(range), 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');

function rangeOf(range: string): readonly [string, number] {
  const [network = '', bits] = range.split('/');
  return [network, Number(bits)];
}

/** Whether an IP address is one of the public internet. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  return family === 6 && globalV6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}
