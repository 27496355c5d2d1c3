import type { PersonRef } from '../domain/event.ts';

/** One id each: every id by which any of them is known. */
export function singleIds(people: readonly PersonRef[]): readonly PersonRef[] {
  const users = new Set(people.flatMap(({ userId }) => userId ?? []));
  const devices = new Set(people.flatMap(({ anonymousId }) => anonymousId ?? []));
  return [...Array.from(users, (userId) => ({ userId })), ...Array.from(devices, (anonymousId) => ({ anonymousId }))];
}

/** Texts and numbers of a JSON text. */
const VALUES = /"((?:[^"\\]|\\.)*)"|-?\d[\d.eE+-]*/g;

/**
 * Whether an event's JSON text has one of the ids anywhere as a value: a client that broke the event may have put it
 * where it does not belong, and a text that was cut cannot be parsed. Takes time by the text, not by the ids.
 */
export function concernsOneOf(people: readonly PersonRef[]): (body: string) => boolean {
  const ids = new Set(people.flatMap(({ userId, anonymousId }) => [userId ?? [], anonymousId ?? []].flat()));
  return (body) => {
    for (const [literal, text] of body.matchAll(VALUES)) if (ids.has(valueIn(literal, text))) return true;
    return false;
  };
}

function valueIn(literal: string, text: string | undefined): string {
  if (text === undefined) return literal;
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(literal) as string;
  } catch {
    return text; // not JSON after all: taken as it stands
  }
}
