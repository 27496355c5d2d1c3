import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentRegister, PURPOSES, type Purpose } from '../../../../shared/domain/consent.ts';
import {
  allows,
  CONSENT_REGIMES,
  type ConsentRegime,
  groundOf,
  refusedPurposes,
  strictestConsent,
  type UseName,
} from '../../../../shared/privacy/consent.ts';

/** What the house promises, written down a second time and by hand. */
const NEEDS: Readonly<Record<UseName, readonly Purpose[]>> = {
  keep: ['analytics'],
  train: ['analytics', 'profiling'],
  personalise: ['personalisation', 'profiling'],
  predict: ['profiling'],
  relate: ['personalisation', 'profiling'],
  message: ['marketing'],
  advertise: ['advertising'],
  publish: ['research'],
};
const NEVER_BY_SILENCE = ['predict', 'relate', 'publish'];
const MARKETS = { optIn: 'FR', optOut: 'US', unknown: undefined } as const;
type MarketKind = keyof typeof MARKETS;
const SILENCE_MEANS: Readonly<Record<ConsentRegime, Readonly<Record<MarketKind, 'yes' | 'no'>>>> = {
  'opt-out': { optIn: 'yes', optOut: 'yes', unknown: 'yes' },
  'opt-in': { optIn: 'no', optOut: 'no', unknown: 'no' },
  'by-market': { optIn: 'no', optOut: 'yes', unknown: 'no' },
};

const SAID = ['granted', 'refused', 'silent'] as const;
type Said = (typeof SAID)[number];

interface Cell {
  readonly use: UseName;
  readonly said: Readonly<Partial<Record<Purpose, Said>>>;
  readonly regime: ConsentRegime;
  readonly market: MarketKind;
  readonly gpc: boolean;
  readonly restricted: boolean;
}

function expected({ use, said, regime, market, gpc, restricted }: Cell): boolean {
  if (restricted && use !== 'keep') return false;
  if (gpc && use === 'advertise') return false;
  const states = Object.values(said);
  if (states.includes('refused')) return false;
  if (!states.includes('silent')) return true;
  return !NEVER_BY_SILENCE.includes(use) && SILENCE_MEANS[regime][market] === 'yes';
}

/** Each combination of what can be said of some purposes. */
const combinations = (purposes: readonly Purpose[]): readonly Cell['said'][] =>
  purposes.reduce<readonly Cell['said'][]>(
    (all, purpose) => all.flatMap((said) => SAID.map((state) => ({ ...said, [purpose]: state }))),
    [{}],
  );

const cells: readonly Cell[] = (Object.keys(NEEDS) as UseName[]).flatMap((use) =>
  combinations(NEEDS[use]).flatMap((said) =>
    CONSENT_REGIMES.flatMap((regime) =>
      (Object.keys(MARKETS) as MarketKind[]).flatMap((market) =>
        [false, true].flatMap((gpc) =>
          [false, true].map((restricted) => ({ use, said, regime, market, gpc, restricted })),
        ),
      ),
    ),
  ),
);

const recordOf = ({ said, restricted }: Pick<Cell, 'said' | 'restricted'>) => ({
  consent: Object.fromEntries(
    Object.entries(said)
      .filter(([, state]) => state !== 'silent')
      .map(([purpose, state]) => [purpose, { granted: state === 'granted', atMs: 1, source: 'api' as const }]),
  ) as ConsentRegister,
  ...(restricted && { restrictedAtMs: 1 }),
});
const situationOf = ({ regime, market, gpc }: Cell) => ({ regime, market: MARKETS[market], gpc });

describe('the decision table', () => {
  it('is kept in every cell: use, what was said, regime, market, GPC and restriction', () => {
    const wrong = cells.filter((cell) => allows(cell.use, recordOf(cell), situationOf(cell)) !== expected(cell));
    expect(wrong).toEqual([]);
    expect(cells).toHaveLength(1512);
    expect(cells.filter(expected).length).toBeGreaterThan(100);
  });

  it('takes who has no record for who said nothing', () => {
    for (const cell of cells.filter(({ said, restricted }) => Object.values(said).every(isSilent) && !restricted)) {
      expect(allows(cell.use, undefined, situationOf(cell))).toBe(expected(cell));
    }
  });

  it('never allows more for one refusal more', () => {
    for (const cell of cells) {
      for (const purpose of NEEDS[cell.use]) {
        const stricter = { ...cell, said: { ...cell.said, [purpose]: 'refused' as const } };
        expect(allows(cell.use, recordOf(stricter), situationOf(cell))).toBe(false);
      }
    }
  });

  it('says on what an answer rests', () => {
    for (const cell of cells.filter(({ gpc, restricted }) => !gpc && !restricted)) {
      const states = Object.values(cell.said);
      const ground = states.includes('refused') ? 'refused' : states.includes('silent') ? 'silence' : 'granted';
      expect(groundOf(cell.use, recordOf(cell), situationOf(cell))).toBe(ground);
    }
    expect(groundOf('advertise', undefined, { regime: 'opt-out', gpc: true })).toBe('refused');
    expect(groundOf('train', { consent: {}, restrictedAtMs: 1 }, { regime: 'opt-out' })).toBe('refused');
  });

  it('stamps an event with what was not granted, in the order of the purposes', () => {
    const said = { marketing: { granted: false, atMs: 1, source: 'event' }, analytics: grantAt(1) } as const;
    expect(refusedPurposes(said, { regime: 'opt-out' })).toEqual(['marketing']);
    expect(refusedPurposes(said, { regime: 'opt-out', gpc: true })).toEqual(['marketing', 'advertising']);
    expect(refusedPurposes(said, { regime: 'by-market', market: 'DE' })).toEqual(PURPOSES.slice(1));
  });
});

const isSilent = (state: Said): boolean => state === 'silent';
const grantAt = (atMs: number) => ({ granted: true, atMs, source: 'event' }) as const;

describe('several who must all agree', () => {
  const statement = fc.record({
    granted: fc.boolean(),
    atMs: fc.integer({ min: 0, max: 5 }),
    source: fc.constant('api' as const),
  });
  const register = fc.dictionary(fc.constantFrom(...PURPOSES), statement) as fc.Arbitrary<ConsentRegister>;

  it('refuse what one refuses, and grant what one grants and none refuses', () => {
    fc.assert(
      fc.property(fc.array(register, { maxLength: 4 }), (registers) => {
        const together = strictestConsent(registers);
        for (const purpose of PURPOSES) {
          const said = registers.flatMap((one) => one[purpose] ?? []);
          const granted = said.length === 0 ? undefined : said.every((one) => one.granted);
          expect(together[purpose]?.granted).toBe(granted);
          if (said.length > 0) expect(said).toContain(together[purpose]);
        }
      }),
    );
  });

  it('keep the newest of what is said alike', () => {
    expect(strictestConsent([{ research: grantAt(1) }, { research: grantAt(3) }, { research: grantAt(2) }])).toEqual({
      research: grantAt(3),
    });
  });
});
