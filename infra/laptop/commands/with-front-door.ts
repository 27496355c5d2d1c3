import type { ArgsDef } from 'citty';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';
import { LAPTOP_KEYS, runningLaptop } from '../laptop.ts';
import { absolute } from './options.ts';
import { withOwnLaptop } from './own-laptop.ts';

export const doorOptions = {
  url: { type: 'string', description: 'The API to ask; default: the laptop', valueHint: 'URL' },
  key: { type: 'string', description: 'A secret key of that API', valueHint: 'KEY' },
} as const satisfies ArgsDef;

/** The API that is named, the laptop that runs, or one that is opened for the length of the work. */
export async function withFrontDoor<T>(
  {
    url,
    key,
    directory,
  }: { readonly url?: string | undefined; readonly key?: string | undefined; readonly directory: string },
  use: (door: FrontDoor) => Promise<T>,
): Promise<T> {
  if (url !== undefined) {
    if (key === undefined) throw new Error('--url wants --key: a secret key of that API');
    return use(openFrontDoor(url, { write: key, secret: key }));
  }
  const running = runningLaptop(absolute(directory));
  if (running !== undefined) return use(openFrontDoor(running.url, LAPTOP_KEYS));
  return withOwnLaptop(absolute(directory), (laptop) => use(openFrontDoor(laptop.url, LAPTOP_KEYS)));
}
