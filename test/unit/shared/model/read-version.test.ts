import { describe, expect, it } from 'vitest';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { IncompatibleModelError, NotFoundError } from '../../../../shared/domain/errors.ts';
import { HISTORY_KINDS } from '../../../../shared/features/history.ts';
import { readManifest, readVersion } from '../../../../shared/model/read-version.ts';
import { aManifest } from '../../../support/builders/manifest.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A version of two files, and what was read of it. */
function aVersion(change: Readonly<Record<string, string>> = {}) {
  const files = { 'model.onnx': 'graph', 'items.json': '["boots","tent"]' };
  const sha256 = Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file, sha256Hash.sha256(bytesOf(text))]),
  );
  const kept = new Map(Object.entries({ 'manifest.json': JSON.stringify(aManifest({ sha256 })), ...files, ...change }));
  const wasRead: string[] = [];
  const read = async (file: string): Promise<Uint8Array> => {
    wasRead.push(file);
    const text = kept.get(file);
    if (text === undefined) throw new NotFoundError(`no ${file}`);
    return bytesOf(text);
  };
  return { wasRead, read, open: () => readVersion(read, sha256Hash, HISTORY_KINDS) };
}

describe('a version', () => {
  it('gives its manifest and the files that are asked for, each read once', async () => {
    const { open, wasRead } = aVersion();
    const { manifest, file, json } = await open();

    expect(manifest.version).toBe('0123456789abcdef');
    expect(wasRead).toEqual(['manifest.json']);
    expect(await file('model.onnx')).toEqual(bytesOf('graph'));
    expect(await json('items.json')).toEqual(['boots', 'tent']);
    expect(wasRead).toEqual(['manifest.json', 'model.onnx', 'items.json']);
  });

  it('refuses a file that is not the one it was published with, or that the manifest does not list', async () => {
    const { file, json } = await aVersion({ 'items.json': '["boots"]', 'catalog.json': '[]' }).open();

    await expect(json('items.json')).rejects.toThrow(IncompatibleModelError);
    await expect(file('catalog.json')).rejects.toThrow(IncompatibleModelError);
    await expect(file('event-counts.json')).rejects.toThrow(NotFoundError);
  });

  it('is not opened when its manifest is for other code, even if its files are not wanted', async () => {
    const { open, read } = aVersion({ 'manifest.json': JSON.stringify({ ...aManifest(), schema: 1 }) });

    await expect(open()).rejects.toThrow(IncompatibleModelError);
    await expect(readManifest(read, HISTORY_KINDS)).rejects.toThrow(IncompatibleModelError);
  });
});
