import { describe, expect, it } from 'vitest';
import { predictTraits } from '../../../../../functions/nightly/predictions/predict-traits.ts';
import type { PersonState } from '../../../../../functions/nightly/states/state-watcher.ts';
import type { ConsentRegister } from '../../../../../shared/domain/consent.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../../shared/domain/person-record.ts';
import type { TraitPrediction } from '../../../../../shared/domain/prediction.ts';
import { EMPTY_PROFILE, foldProfile, type ProfileState } from '../../../../../shared/features/profile/profile.ts';
import { foldTraits } from '../../../../../shared/features/profile/traits.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { anEvent } from '../../../../support/events.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const TAKEN_AT_MS = 1_795_000_000_000;
const GRANTED = { granted: true, atMs: 1, source: 'self' } as const;
const stated: ConsentRegister = { profiling: GRANTED };

/** Somebody who looks at ten items, of the category that their trait leans to with probability `lean`. */
function aState(seed: number, gender: string, lean: number): ProfileState {
  const random = seededRandom(seed);
  const [own, other] = gender === 'f' ? ['Tea', 'Tents'] : ['Tents', 'Tea'];
  return Array.from({ length: 10 }, (_, i) =>
    anEvent({ messageId: `m${i}`, properties: { product_id: `p${i}`, category: random() < lean ? own : other } }),
  ).reduce(foldProfile, EMPTY_PROFILE);
}

interface Crowd {
  readonly told: number;
  readonly silent: number;
  readonly lean: number;
  readonly consent?: ConsentRegister;
  readonly toldConsent?: ConsentRegister;
}

function people({ told, silent, lean, consent = stated, toldConsent = {} }: Crowd): readonly PersonState[] {
  return Array.from({ length: told + silent }, (_, i) => {
    const gender = seededRandom(i)() < 0.5 ? 'f' : 'm';
    const record: PersonRecord =
      i < told
        ? { ...EMPTY_RECORD, consent: toldConsent, traits: { gender: gender.toUpperCase() }, traitsAtMs: { gender: 1 } }
        : { ...EMPTY_RECORD, consent };
    return {
      partition: `U#${i < told ? 'told' : gender}${i}`,
      state: aState(i + 1, gender, lean),
      atMs: TAKEN_AT_MS,
      mayLearn: true,
      orders: [],
      boughtOf: [],
      record,
    };
  });
}

async function foreseen(crowd: readonly PersonState[], traits: readonly string[] = ['gender']) {
  const foreseer = predictTraits({ traits, regime: 'opt-out', log: silentLog });
  foreseer.start({ snapshotId: 'snap', takenAtMs: TAKEN_AT_MS });
  for (const person of crowd) foreseer.see(person);
  return new Map([...foreseer.learn()(crowd.map(({ partition }) => partition))] as [
    string,
    readonly TraitPrediction[],
  ][]);
}

describe('traits foreseen by the night', () => {
  const crowd = people({ told: 600, silent: 200, lean: 0.75 });

  it('are mostly right about those who did not tell, and marked as foreseen', async () => {
    const put = await foreseen(crowd);

    expect(put.size).toBe(200);
    const right = [...put].filter(([pk, [prediction]]) => pk.startsWith(`U#${prediction?.value}`)).length;
    expect(right).toBeGreaterThan(170); // ten looks that lean 3 : 1 tell nine in ten
    expect([...put.values()][0]).toEqual([
      {
        kind: 'trait',
        name: 'gender',
        value: expect.stringMatching(/^[fm]$/),
        probability: expect.any(Number),
        predicted: true,
        modelVersion: 'snap',
        asOf: new Date(TAKEN_AT_MS).toISOString(),
      },
    ]);
  });

  it('are the same whatever order the scan had', async () => {
    const inOrder = (put: ReadonlyMap<string, unknown>) =>
      JSON.stringify([...put].sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(inOrder(await foreseen(crowd.toReversed()))).toBe(inOrder(await foreseen(crowd)));
  });

  it('are of nobody who did not state that they may be', async () => {
    expect((await foreseen(people({ told: 600, silent: 200, lean: 0.75, consent: {} }))).size).toBe(0);
  });

  it('are learnt from nothing that was told without consent to it', async () => {
    const refused = crowd.map((person): PersonState => {
      const { state, record } = person;
      const gender = record?.traits['gender'];
      if (gender === undefined) return person;
      const told = anEvent({ type: 'identify', traits: { gender }, refused: ['profiling'] });
      return { ...person, state: { ...state, traits: foldTraits([], told) }, record: EMPTY_RECORD };
    });
    expect((await foreseen(refused)).size).toBe(0);
    const granted = refused.map((person) => ({
      ...person,
      state: {
        ...person.state,
        traits: person.state.traits.map(([name, value, atMs]) => [name, value, atMs, []] as const),
      },
    }));
    expect((await foreseen(granted)).size).toBe(200);
  });

  it('are learnt from nobody who may not be learnt from', async () => {
    const toldConsent = { analytics: { ...GRANTED, granted: false } };
    expect((await foreseen(people({ told: 600, silent: 50, lean: 0.75, toldConsent }))).size).toBe(0);
  });

  it('are not there where behaviour tells nothing, where few told, or where none were declared', async () => {
    expect((await foreseen(people({ told: 600, silent: 50, lean: 0.5 }))).size).toBe(0);
    expect((await foreseen(people({ told: 90, silent: 50, lean: 0.9 }))).size).toBe(0);
    expect((await foreseen(crowd, [])).size).toBe(0);
    expect((await foreseen(crowd, ['shoe size'])).size).toBe(0);
  });
});
