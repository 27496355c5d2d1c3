import { bearer, raw, type TestLaptop } from './laptop.ts';

export interface StartedSession {
  readonly token: string;
  readonly expiresAt: string;
  readonly link?: string;
}

/** As the shop's server does it. */
export const startSession = async (
  { door }: Pick<TestLaptop, 'door'>,
  profileId: string,
  wish: { readonly purpose?: 'link' | 'session'; readonly ttlSeconds?: number; readonly by?: string } = {},
): Promise<StartedSession> => {
  const { by = 'userId', ...body } = wish;
  const path = `/v1/profiles/${encodeURIComponent(profileId)}/sessions?by=${by}`;
  return (await door.call('POST', path, body)) as StartedSession;
};

/** A call with a shopper's token. */
export const asShopper = (url: string, token: string, method: string, path: string, body?: unknown) =>
  raw(url, path, { method, headers: bearer(token), ...(body !== undefined && { body: JSON.stringify(body) }) });
