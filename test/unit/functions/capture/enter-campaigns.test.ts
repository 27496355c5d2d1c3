import { describe, expect, it } from 'vitest';
import { enteringCampaigns } from '../../../../functions/capture/enter-campaigns.ts';
import type { Campaign } from '../../../../shared/domain/campaign.ts';
import type { Event } from '../../../../shared/domain/event.ts';
import { cached } from '../../../../shared/runtime/cached.ts';
import { aCampaign } from '../../../support/builders/campaigns.ts';

const nowMs = 1_795_000_000_000;
const added = (change: Partial<Event> = {}): Event => ({
  ...{ messageId: 'm', type: 'track', name: 'Product Added', userId: 'ann' },
  ...{
    atMs: nowMs,
    clientAtMs: nowMs,
    receivedAtMs: nowMs,
    properties: { product_id: 'tent' },
    traits: {},
    context: {},
  },
  ...change,
});

function captureWith(campaigns: readonly Campaign[]) {
  const calls: string[] = [];
  const timeline = enteringCampaigns(
    { append: async (events) => void calls.push(`append ${events.length}`), link: async () => void calls.push('link') },
    {
      campaigns: async () => campaigns,
      journeys: { enter: async (partition, { entry }) => calls.push(`enter ${partition} ${entry}`) > 0 },
      identities: {
        async ownerOf(anonymousId) {
          calls.push(`owner of ${anonymousId}`);
          return anonymousId === 'phone' ? 'ann' : undefined;
        },
      },
      clock: { nowMs: () => nowMs },
    },
  );
  return { timeline, calls };
}

describe('what is captured', () => {
  const running: Campaign = { ...aCampaign(), status: 'running' };
  const device = (anonymousId: string): Event => {
    const { userId: _, ...event } = added();
    return { ...event, anonymousId };
  };

  it('is stored first, then begins journeys of the person, of a device’s owner, or of the device', async () => {
    const { timeline, calls } = captureWith([running]);
    await timeline.append([added(), device('phone'), device('nobodys'), added({ name: 'Product Viewed' })]);
    expect(calls).toEqual([
      'append 4',
      'enter U#ann m',
      'owner of phone',
      'enter U#ann m',
      'owner of nobodys',
      'enter A#nobodys m',
    ]);
  });

  it('begins nothing while no campaign runs, nor by what may not be put to messages; and reads nothing for it', async () => {
    for (const campaigns of [[], [{ ...running, status: 'draft' as const }]]) {
      const { timeline, calls } = captureWith(campaigns);
      await timeline.append([added(), device('phone')]);
      expect(calls).toEqual(['append 2']);
    }
    const { timeline, calls } = captureWith([running]);
    await timeline.append([added({ refused: ['marketing'] })]);
    await timeline.append([]);
    expect(calls).toEqual(['append 1', 'append 0']);
  });
});

describe('what is held for a while', () => {
  it('is loaded once for all who ask, anew when its time is over, and again after it could not be', async () => {
    let [loads, atMs] = [0, 0];
    const held = cached(async () => ++loads, 10, { nowMs: () => atMs });
    expect(await Promise.all([held(), held()])).toEqual([1, 1]);
    atMs = 9999;
    expect(await held()).toBe(1);
    atMs = 10_000;
    expect(await held()).toBe(2);
    let tries = 0;
    const failing = cached(() => (++tries === 1 ? Promise.reject(new Error('away')) : Promise.resolve('there')), 10, {
      nowMs: () => 0,
    });
    await expect(failing()).rejects.toThrow('away');
    expect(await failing()).toBe('there');
  });
});
