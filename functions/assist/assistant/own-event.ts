import type { Event, JsonObject, PersonRef } from '../../../shared/domain/event.ts';

/** An event that the assistant writes onto a person’s timeline. Its time is part of its key: the same again is the same. */
export const ownEvent = (of: {
  readonly person: PersonRef;
  readonly messageId: string;
  readonly name: string;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly properties: JsonObject;
  readonly refused: NonNullable<Event['refused']>;
}): Event => {
  const { person, messageId, name, atMs, receivedAtMs, properties, refused } = of;
  return {
    ...person,
    messageId,
    type: 'track',
    name,
    atMs,
    clientAtMs: atMs,
    receivedAtMs,
    properties,
    traits: {},
    context: {},
    ...(refused.length > 0 && { refused }),
  };
};
