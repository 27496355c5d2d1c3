import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../../../shared/model/sources.ts';
import { CONSENT_REGIMES } from '../../../../shared/privacy/consent.ts';
import { SOURCE_WORDS, transparencyOf } from '../../../../shared/privacy/transparency.ts';

const live = { explorationShare: 0.05, regime: 'opt-out' } as const;
const namesOf = (told: ReturnType<typeof transparencyOf>) => told.parameters.map(({ name }) => name);

describe('what is told of what is shown', () => {
  it('has words for every source that a night may keep, and for no other', () => {
    expect(Object.keys(SOURCE_WORDS).sort()).toEqual([...SOURCES].sort());
  });

  it('names the sources of the served model, and its version', () => {
    const told = transparencyOf({ ...live, model: { version: 'v1', sources: ['sequence', 'affinity'] } });
    expect(told.modelVersion).toBe('v1');
    expect(namesOf(told)).toEqual(['sequence', 'affinity', 'again', 'availability', 'shop', 'exploration']);
    expect(told.parameters.at(-1)?.words).toContain('5 %');
  });

  it('says so when there is no model, and nothing of new items where none get a place', () => {
    const told = transparencyOf({ ...live, explorationShare: 0 });
    expect(told).not.toHaveProperty('modelVersion');
    expect(namesOf(told)).toEqual(['catalog', 'again', 'availability', 'shop']);
  });

  it('says so where stock counts', () => {
    expect(namesOf(transparencyOf({ ...live, goesByStock: true }))).toContain('stock');
  });

  it('tells what silence means under each regime, and how to switch personalisation off', () => {
    const options = CONSENT_REGIMES.map((regime) => transparencyOf({ ...live, regime }).options);
    expect(new Set(options.map(([silence]) => silence)).size).toBe(CONSENT_REGIMES.length);
    for (const [, refusal] of options) expect(refusal).toContain('refuse personalisation or profiling');
  });

  it('tells that some people are shown something else, while that is so', () => {
    expect(namesOf(transparencyOf({ ...live, isTried: true }))).toContain('experiments');
    expect(namesOf(transparencyOf(live))).not.toContain('experiments');
  });
});
