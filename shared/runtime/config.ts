import { CALLER_KINDS, type RateLimits } from './http/rate-limit.ts';

/**
 * The named environment variables, read once when the function starts.
 * @throws Error naming every variable that is missing or empty, which stops the start.
 */
export function loadConfig<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`missing environment variable(s): ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}

/** A configured part of a whole. @throws Error naming the variable, its value and what is wanted. */
export function share(config: Readonly<Record<string, string>>, name: string): number {
  const value = Number(config[name]);
  if (!(value >= 0 && value <= 1)) {
    throw new Error(`environment variable ${name}: want a number from 0 to 1, got "${config[name]}"`);
  }
  return value;
}

/** A configured choice. @throws Error naming the variable, its value and what is wanted. */
export function oneOf<Choice extends string>(
  config: Readonly<Record<string, string>>,
  name: string,
  choices: readonly Choice[],
): Choice {
  const chosen = choices.find((choice) => choice === config[name]);
  if (chosen !== undefined) return chosen;
  throw new Error(`environment variable ${name}: want ${choices.join(', ')}, got "${config[name]}"`);
}

/** A configured count or duration. @throws Error naming the variable, its value and what is wanted. */
export function positiveInteger(config: Readonly<Record<string, string>>, name: string): number {
  const value = Number(config[name]);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`environment variable ${name}: want a positive whole number, got "${config[name]}"`);
  }
  return value;
}

/** Requests a second for each kind of caller: "write=1000 secret=2000 …". @throws Error naming what is wanted. */
export function rateLimits(config: Readonly<Record<string, string>>, name: string): RateLimits {
  const told = new Map((config[name] ?? '').split(' ').map((pair) => pair.split('=', 2) as [string, string]));
  const limits = CALLER_KINDS.map((kind) => [kind, Number(told.get(kind))] as const);
  if (told.size === CALLER_KINDS.length && limits.every(([, perSecond]) => perSecond >= 1)) {
    return Object.fromEntries(limits) as RateLimits;
  }
  const wanted = CALLER_KINDS.map((kind) => `${kind}=NUMBER`).join(' ');
  throw new Error(`environment variable ${name}: want "${wanted}", got "${config[name]}"`);
}

/** A switch, "on" or "off". @throws Error naming the variable and its value. */
export function isOn(config: Readonly<Record<string, string>>, name: string): boolean {
  const value = config[name];
  if (value !== 'on' && value !== 'off')
    throw new Error(`environment variable ${name}: want on or off, got "${value}"`);
  return value === 'on';
}

/** A configured list of names, parted by commas; "none" is an empty one. */
export const namesIn = (config: Readonly<Record<string, string>>, name: string): readonly string[] =>
  (config[name] ?? '').split(',').flatMap((one) => (one.trim() === '' || one.trim() === 'none' ? [] : [one.trim()]));

/** What a deployment may have; "none" and it has not. */
export const optional = (config: Readonly<Record<string, string>>, name: string): string | undefined =>
  config[name] === 'none' ? undefined : config[name];

/** A configured list of named values, "fcm=… apns=…", parted by blanks; "none" is an empty one. @throws Error naming what is wanted. */
export function pairsIn(config: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  const pairs = (optional(config, name) ?? '').split(/[ ,]+/).filter((pair) => pair !== '');
  if (pairs.every((pair) => /^[^=]+=.+$/.test(pair)))
    return Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
  throw new Error(`environment variable ${name}: want "NAME=VALUE …" or "none", got "${config[name]}"`);
}
