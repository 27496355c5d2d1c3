import { existsSync } from 'node:fs';

/** The Chromium of this machine; says so when there is none, since the tests that need it stand aside. */
export function chromiumHere(): string | undefined {
  const places = [
    process.env['RAPPORT_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = places.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) console.info('stood aside: no Chromium on this machine (set RAPPORT_CHROMIUM to its path)');
  return found;
}
