import type { Event, JsonObject } from '../../domain/event.ts';

/**
 * Locales that somebody reads, best first: what was said of them, and then what their newest device that tells has set.
 * As they were sent; whether one is a locale shows when it is looked for.
 *
 * @param traits - as far as they are known beside the events; these go before what events say.
 * @param events - newest first.
 */
export function languagesOf(traits: JsonObject, events: readonly Event[]): readonly string[] {
  const newest = (say: (event: Event) => unknown): unknown => {
    for (const event of events) {
      const said = say(event);
      if (typeof said === 'string') return said;
    }
    return undefined;
  };
  const traitOf = (name: string) => traits[name] ?? newest((event) => event.traits[name]);
  return [traitOf('language'), traitOf('locale'), newest(({ context }) => context['locale'])].filter(
    (tag): tag is string => typeof tag === 'string',
  );
}
