import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncompatibleModelError } from '../../../../shared/domain/errors.ts';
import { HISTORY_KINDS } from '../../../../shared/features/history.ts';
import { parseManifest, verifyFile } from '../../../../shared/model/recommender-manifest.ts';
import { aManifest } from '../../../support/builders/manifest.ts';

const parsed = (value: unknown) => parseManifest(JSON.parse(JSON.stringify(value)), HISTORY_KINDS);

describe('parseManifest', () => {
  it('gives back what was written', () => {
    expect(parsed(aManifest())).toEqual(aManifest());
  });

  it.each([
    ['nothing', null, 'the manifest is no object'],
    ['a model of another schema', { ...aManifest(), schema: 1 }, 'schema 1; this code serves 4'],
    ['a model of other kinds', { ...aManifest(), kinds: ['view', 'cart'] }, 'kinds are ["view","cart"]'],
    ['kinds in another order', { ...aManifest(), kinds: HISTORY_KINDS.toReversed() }, 'this code wants view,click'],
    ['other inputs', { ...aManifest(), inputs: ['items'] }, 'inputs are ["items"]'],
    ['outputs that are no list', { ...aManifest(), outputs: 'ids' }, 'outputs are "ids"'],
    ['a model that does not name its cells', { ...aManifest(), cells: undefined }, 'does not name its cells'],
    ['a version that the gate refused', aManifest({ gate: { passed: false, checks: [] } }), 'gate did not pass'],
    ['a version without a verdict', { ...aManifest(), gate: undefined }, 'gate did not pass'],
    ['a version without checksums', { ...aManifest(), sha256: undefined }, 'no checksums'],
    ['checksums that are null', { ...aManifest(), sha256: null }, 'no checksums'],
  ])('refuses %s', (_, value, message) => {
    expect(() => parsed(value)).toThrow(IncompatibleModelError);
    expect(() => parsed(value)).toThrow(message);
  });

  it.each([['schema'], ['kinds'], ['inputs']])('refuses a %s that cannot even be written as a text', (key) => {
    const odd = { toString: null };
    for (const value of [odd, [odd]]) {
      expect(() => parsed({ ...aManifest(), [key]: value })).toThrow(IncompatibleModelError);
    }
  });

  it('refuses whatever else a file may hold with no other error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(aManifest())), (value, key) => {
        for (const candidate of [value, { ...aManifest(), [key]: value }]) {
          try {
            parsed(candidate);
          } catch (error) {
            expect(error).toBeInstanceOf(IncompatibleModelError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('verifyFile', () => {
  it('lets a file with the listed checksum pass, and no other', () => {
    const manifest = aManifest();
    verifyFile(manifest, 'model.onnx', 'a'.repeat(64));
    expect(() => verifyFile(manifest, 'model.onnx', 'b'.repeat(64))).toThrow(IncompatibleModelError);
    expect(() => verifyFile(manifest, 'model.onnx', 'b'.repeat(64))).toThrow('model.onnx of 0123456789abcdef');
    expect(() => verifyFile(manifest, 'other.onnx', 'a'.repeat(64))).toThrow(IncompatibleModelError);
  });
});
