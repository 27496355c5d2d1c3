import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatasetInput, parseNightInput } from '../../../../functions/nightly/contract.ts';
import { DEFAULT_SETTINGS } from '../../../../functions/nightly/training/tuning/default-settings.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';

const dataset = { dataset: 'seq-amazon-beauty', format: 'sequences' };
const withSequence = (change: object) => ({
  ...DEFAULT_SETTINGS,
  sequence: { ...DEFAULT_SETTINGS.sequence, ...change },
});

describe('what an operator may say to a night', () => {
  it('is nothing, or settings such as a night’s own', () => {
    expect(parseNightInput({}).settings).toBeUndefined();
    expect(parseNightInput({ settings: DEFAULT_SETTINGS }).settings).toEqual(DEFAULT_SETTINGS);
  });

  it.each([
    [withSequence({ neighbourCount: 0 }), '/settings/sequence/neighbourCount'],
    [withSequence({ backwardWeight: -1 }), '/settings/sequence/backwardWeight'],
    [{ ...DEFAULT_SETTINGS, historyLimit: 5 }, '/settings/historyLimit'],
    [{ ...DEFAULT_SETTINGS, blend: { hearsay: { weight: 1, floor: 1 } } }, '/settings/blend'],
    [{ ...DEFAULT_SETTINGS, historyKindWeights: [1] }, '/settings/historyKindWeights'],
    [{ ...DEFAULT_SETTINGS, speed: 11 }, 'speed'],
    [{ historyLimit: 50 }, '/settings/sequence'],
  ])('is not %j', (settings, message) => {
    expect(() => parseNightInput({ settings })).toThrow(InvalidInputError);
    expect(() => parseNightInput({ settings })).toThrow(message);
  });
});

describe('what an operator may ask to be measured', () => {
  it('is a data set by its folder, and for how many people lists are wanted', () => {
    expect(parseDatasetInput({ ...dataset, listsFor: 3 })).toEqual({ ...dataset, listsFor: 3 });
  });

  it.each([
    [{ ...dataset, dataset: '../models' }, '/dataset'],
    [{ ...dataset, format: 'csv' }, '/format'],
    [{ ...dataset, listsFor: -1 }, '/listsFor'],
    [{ ...dataset, quick: true }, 'quick'],
  ])('is not %j', (input, message) => {
    expect(() => parseDatasetInput(input)).toThrow(message);
  });

  it('is refused with no other error, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const parse of [parseDatasetInput, parseNightInput]) {
          try {
            parse(value);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidInputError);
          }
        }
      }),
    );
  });
});
