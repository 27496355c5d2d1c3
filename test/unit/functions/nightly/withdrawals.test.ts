import { describe, expect, it } from 'vitest';
import { capture } from '../../../../functions/capture/capture.ts';
import { snapshot } from '../../../../functions/nightly/snapshot/snapshot.ts';
import { stateConsent } from '../../../../functions/people/profile/consent.ts';
import { memorySnapshots } from '../../../../shared/adapters/memory/snapshots.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import type { Purpose } from '../../../../shared/domain/consent.ts';
import type { ConsentRegime } from '../../../../shared/privacy/consent.ts';
import { memoryPeople } from '../../../support/memory-people.ts';
import { silentPeople } from '../../../support/night-people.ts';
import { countingIds, silentLog } from '../../../support/system-ports.ts';
import { itemsOf } from '../../../support/written-snapshot.ts';

const STEPS = ['event', 'withdrawal', 'grant', 'night'] as const;
type Step = (typeof STEPS)[number];

/** All orders of up to five steps, and a night after them. */
function storiesOf(length: number): readonly (readonly Step[])[] {
  if (length === 0) return [['night']];
  const shorter = storiesOf(length - 1);
  return [...shorter, ...shorter.filter((story) => story.length === length).flatMap(withStepBefore)];
}
const withStepBefore = (story: readonly Step[]): readonly (readonly Step[])[] => STEPS.map((step) => [step, ...story]);
const stories = storiesOf(5);

interface Variant {
  readonly purpose: Purpose;
  readonly regime: ConsentRegime;
  /** Events come of the user's device alone, and it is on the device that consent is given again. */
  readonly onDevice: boolean;
}

/** Lives a story with the use cases themselves. @returns what each night's snapshot holds, by event. */
async function lived(story: readonly Step[], { purpose, regime, onDevice }: Variant): Promise<readonly string[]> {
  const people = memoryPeople();
  let nowMs = Date.UTC(2026, 10, 1);
  const ports = { ...people, clock: { nowMs: () => nowMs }, regime };
  const take = capture({
    ...ports,
    records: people.linked,
    quarantine: { append: async () => undefined },
    hash: sha256Hash,
  });
  const says = stateConsent(ports, 'self');
  const ids = countingIds();
  const takeSnapshot = async () => {
    const snapshots = memorySnapshots();
    const manifest = await snapshot({
      ...ports,
      snapshots,
      ids,
      log: silentLog,
      catalog: { async *scan() {} },
      pseudonyms: silentPeople().pseudonyms,
    })();
    return itemsOf(snapshots, manifest);
  };
  const who = onDevice ? { anonymousId: 'd' } : { userId: 'u' };
  if (onDevice) await people.timeline.link({ anonymousId: 'd', userId: 'u', linkedAtMs: nowMs, messageId: 'link' });
  const nights: string[] = [];
  for (const [i, step] of story.entries()) {
    nowMs += 60_000;
    const properties = { product_id: `event-${i}` };
    if (step === 'event') await take({ events: [{ type: 'track', event: 'Product Viewed', ...who, properties }] });
    if (step === 'withdrawal') await says({ userId: 'u' }, said(purpose, false));
    if (step === 'grant') for (const one of ['analytics', 'profiling'] as const) await says(who, said(one, true));
    if (step === 'night') nights.push((await takeSnapshot()).join(' '));
  }
  return nights;
}

const said = (purpose: Purpose, granted: boolean) => ({ purposes: new Map([[purpose, granted]]), atMs: undefined });

/** What may be learnt from: what was captured while nothing stood against it, in nights when nothing does. */
function foreseen(story: readonly Step[], { regime }: Variant): readonly string[] {
  let isWanted = regime === 'opt-out';
  const captured: string[] = [];
  const nights: string[] = [];
  for (const [i, step] of story.entries()) {
    if (step === 'withdrawal') isWanted = false;
    if (step === 'grant') isWanted = true;
    if (step === 'event' && isWanted) captured.push(`event-${i}`);
    if (step === 'night') nights.push(isWanted ? captured.join(' ') : '');
  }
  return nights;
}

describe('event, withdrawal, grant and night in every order of up to six', () => {
  it.each([
    { purpose: 'profiling', regime: 'opt-out', onDevice: false },
    { purpose: 'profiling', regime: 'opt-out', onDevice: true },
    { purpose: 'analytics', regime: 'opt-out', onDevice: true },
    { purpose: 'analytics', regime: 'opt-in', onDevice: false },
  ] as const)(
    'withdrawn data never trains: %o',
    async (variant) => {
      expect(stories).toHaveLength(1365);
      const held: boolean[] = [];
      for (const story of stories) {
        const nights = await lived(story, variant);
        expect(nights, story.join(', ')).toEqual(foreseen(story, variant));
        held.push(nights.some((night) => night !== ''));
      }
      expect(held.filter(Boolean).length).toBeGreaterThan(100);
    },
    60_000,
  );
});
