import type { ConsentRegister, ConsentSource, Purpose } from '../domain/consent.ts';
import { PURPOSES } from '../domain/consent.ts';
import type { JsonObject } from '../domain/event.ts';
import { isJsonObject } from '../domain/interaction.ts';

/** What consent managers call the categories of their banners, in lower case, and which purposes we take them to mean. */
export const PURPOSES_OF_CATEGORY: Readonly<Record<string, readonly Purpose[]>> = {
  statistics: ['analytics'],
  statistic: ['analytics'],
  measurement: ['analytics'],
  performance: ['analytics'],
  analytical: ['analytics'],
  c0002: ['analytics'],
  personalization: ['personalisation', 'profiling'],
  functional: ['personalisation', 'profiling'],
  functionality: ['personalisation', 'profiling'],
  preferences: ['personalisation', 'profiling'],
  c0003: ['personalisation', 'profiling'],
  email: ['marketing'],
  messaging: ['marketing'],
  advertisement: ['advertising'],
  targeting: ['advertising'],
  marketing: ['advertising'], // besides the purpose of that name: banners say it of advertisements
  c0004: ['advertising'],
  'social media': ['advertising'],
  c0005: ['advertising'],
};

/**
 * What an event's context says of consent: `consent.categoryPreferences`, names of categories in any case, with true or
 * false. A purpose's own name counts before what a banner calls it; of two names that disagree the refusal counts.
 * Unknown names, and values of another type, say nothing.
 * @param atMs - when it was said.
 */
export function consentOfContext(context: JsonObject, atMs: number): ConsentRegister {
  const { consent } = context;
  const preferences = isJsonObject(consent) ? consent['categoryPreferences'] : undefined;
  if (!isJsonObject(preferences)) return {};
  const own = new Map<Purpose, boolean>();
  const meant = new Map<Purpose, boolean>();
  for (const [category, granted] of Object.entries(preferences)) {
    if (typeof granted !== 'boolean') continue;
    const name = category.trim().toLowerCase();
    for (const purpose of PURPOSES) if (purpose === name) own.set(purpose, granted && (own.get(purpose) ?? true));
    const purposes = Object.hasOwn(PURPOSES_OF_CATEGORY, name) ? PURPOSES_OF_CATEGORY[name]! : [];
    for (const purpose of purposes) meant.set(purpose, granted && (meant.get(purpose) ?? true));
  }
  return statementsOf(new Map([...meant, ...own]), atMs, 'event');
}

/** One statement of one moment on each purpose. */
export const statementsOf = (
  granted: Iterable<readonly [Purpose, boolean]>,
  atMs: number,
  source: ConsentSource,
): ConsentRegister =>
  Object.fromEntries(Array.from(granted, ([purpose, isGranted]) => [purpose, { granted: isGranted, atMs, source }]));
