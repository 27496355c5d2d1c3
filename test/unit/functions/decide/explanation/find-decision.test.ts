import { describe, expect, it } from 'vitest';
import { findDecision, findOwnDecision } from '../../../../../functions/decide/explanation/find-decision.ts';
import { NotFoundError } from '../../../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../../../shared/domain/event.ts';
import { openDecisions } from '../../../../support/outdoor-decisions.ts';
import { outdoorModels } from '../../../../support/served-shop.ts';

const models = await outdoorModels();

/** The record of one decision, and what is found of it; "phone" and "tablet" are devices of u1, "lent" is u2's. */
async function decidedFor(who: object) {
  const { record } = await openDecisions({ models, past: ['boots'] }).ask({ userId: undefined, ...who });
  const ports = {
    decisions: { get: async (id: string) => (id === record.decisionId ? record : undefined) },
    identities: { ownerOf: async (device: string) => ({ phone: 'u1', tablet: 'u1', lent: 'u2' })[device] },
  };
  const own = (person: PersonRef, decisionId = record.decisionId) => findOwnDecision(ports)(person, decisionId);
  return { record, own, any: findDecision(ports) };
}

const NOT_FOUND = new NotFoundError('no such decision, or its time is over');

describe('a decision', () => {
  it('is found by its id, and an unknown one is not', async () => {
    const { record, any } = await decidedFor({ userId: 'u1' });
    expect(await any(record.decisionId)).toBe(record);
    await expect(any('unheard-of')).rejects.toThrow(NOT_FOUND);
  });

  it.each([
    ['by their id', { userId: 'u1' }, { userId: 'u1' }],
    ['by both ids', { userId: 'u1', anonymousId: 'lent' }, { userId: 'u1' }],
    ['on a device of theirs', { anonymousId: 'phone' }, { userId: 'u1' }],
    ['on a device that nobody signed in on', { anonymousId: 'kiosk' }, { anonymousId: 'kiosk' }],
  ])('made for somebody %s is theirs', async (_, who, person) => {
    const { record, own } = await decidedFor(who);
    expect(await own(person)).toBe(record);
  });

  it.each([
    ['somebody else', { userId: 'u1' }, { userId: 'u2' }],
    ['a device of the same name', { userId: 'u1' }, { anonymousId: 'u1' }],
    ['a user of the device’s name', { anonymousId: 'kiosk' }, { userId: 'kiosk' }],
    ['the owner of another device', { anonymousId: 'lent' }, { userId: 'u1' }],
    ['another device of the same user', { anonymousId: 'phone' }, { anonymousId: 'tablet' }],
    ['a user, where it was nobody’s device', { anonymousId: 'kiosk' }, { userId: 'u1' }],
    ['who is not decided by', { userId: 'u1', profiling: false }, { userId: 'u1' }],
    ['who was not named', {}, { userId: 'u1' }],
  ])('is to %s as one that never was', async (_, who, person) => {
    const { own } = await decidedFor(who);
    await expect(own(person)).rejects.toThrow(NOT_FOUND);
    await expect(own(person, 'unheard-of')).rejects.toThrow(NOT_FOUND);
  });
});
