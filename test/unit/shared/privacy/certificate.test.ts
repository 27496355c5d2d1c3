import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyEd25519 } from '../../../../infra/laptop/verify-ed25519.ts';
import type { JsonObject } from '../../../../shared/domain/event.ts';
import { canonicalJson } from '../../../../shared/privacy/canonical-json.ts';
import { certificateDefects, storeOutcomes } from '../../../../shared/privacy/certificate.ts';
import { certificateContent, certificateOf } from '../../../support/builders/certificate.ts';

const defectsOf = (value: unknown, keys?: readonly string[]) => certificateDefects(value, verifyEd25519, keys);

describe('a certificate', () => {
  it('holds as it was issued, however its text is laid out and its members are ordered', async () => {
    const certificate = await certificateOf(certificateContent());
    expect(defectsOf(certificate)).toEqual([]);
    const turned = Object.fromEntries(Object.entries(certificate).reverse());
    expect(defectsOf(JSON.parse(JSON.stringify(turned, null, 2)))).toEqual([]);
    expect(defectsOf(certificate, [String(certificate['publicKey'])])).toEqual([]);
  });

  it('holds where no model is served, or the model of before had never heard of the person', async () => {
    for (const models of [
      { before: [], after: null },
      { before: [], after: 'bbbb000011112222' },
    ])
      expect(defectsOf(await certificateOf(certificateContent({ models })))).toEqual([]);
  });

  it('is refused with any one byte of it changed', async () => {
    const bytes = Buffer.from(canonicalJson(await certificateOf(certificateContent())));
    await fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at]! + by) % 256;
        expect(isRefused(changed.toString('utf8'))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('is refused with every byte of its signature changed, to every letter of base64url', async () => {
    const certificate = await certificateOf(certificateContent());
    const signature = String(certificate['signature']);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const at of signature.length > 80 ? [0, 40, signature.length - 1] : [])
      for (const letter of letters) {
        const changed = signature.slice(0, at) + letter + signature.slice(at + 1);
        expect(defectsOf({ ...certificate, signature: changed }).length > 0).toBe(changed !== signature);
      }
  });

  it('is refused with a member left out, added or replaced, at any depth', async () => {
    const certificate = await certificateOf(certificateContent());
    for (const changed of changedOnce(certificate)) expect(defectsOf(changed), JSON.stringify(changed)).not.toEqual([]);
  });

  it('is refused when somebody else signed it, if the deployment’s keys are known', async () => {
    const own = await certificateOf(certificateContent());
    const forged = await certificateOf(certificateContent(), 8);
    expect(defectsOf(forged, [String(own['publicKey'])])).toEqual([expect.stringContaining('not the deployment’s')]);
  });

  it('is refused, signed as it may be, when it says that something was left', async () => {
    const nothing = { removed: 1, left: 0 };
    const stores = storeOutcomes({
      people: nothing,
      quarantine: nothing,
      snapshots: { removed: 1, left: 2 },
      models: nothing,
    });
    expect(defectsOf(await certificateOf(certificateContent({ stores })))).toEqual(['snapshots: 2 left']);
    const some = certificateContent().stores.slice(1);
    expect(defectsOf(await certificateOf(certificateContent({ stores: some })))).not.toEqual([]);
  });

  it('is refused when the served version is one of those that knew the person', async () => {
    const models = { before: ['v1', 'v2'], after: 'v2' };
    expect(defectsOf(await certificateOf(certificateContent({ models })))).toEqual([expect.stringContaining('v2')]);
  });

  it('is refused when the snapshot was taken before the person was erased', async () => {
    const content = certificateContent({ snapshotTakenAt: '2026-11-20T09:00:00.000Z' });
    expect(defectsOf(await certificateOf(content))).toEqual([expect.stringContaining('out of order')]);
  });

  it.each([null, 'text', 7, [], {}])('is nothing else: %j', (value) => expect(defectsOf(value)).not.toEqual([]));
});

function isRefused(text: string): boolean {
  try {
    return defectsOf(JSON.parse(text)).length > 0;
  } catch {
    return true; // no JSON any more
  }
}

/** The value with one thing in it changed, for each thing that can be. */
function* changedOnce(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield `${value}.`;
  else if (typeof value === 'number') yield value + 1;
  else if (Array.isArray(value)) {
    yield [...value, 'more'];
    for (const [i, member] of value.entries()) {
      yield value.toSpliced(i, 1);
      for (const changed of changedOnce(member)) yield value.with(i, changed);
    }
  } else {
    const object = value as JsonObject;
    yield { ...object, more: 1 };
    for (const [name, member] of Object.entries(object)) {
      const { [name]: _, ...rest } = object;
      yield rest;
      yield { ...object, [name]: null };
      for (const changed of changedOnce(member)) yield { ...object, [name]: changed };
    }
  }
}
