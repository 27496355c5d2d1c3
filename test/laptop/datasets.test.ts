import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { formatOfFiles, readDatasetFiles } from '../../infra/laptop/datasets.ts';
import { parseSessions } from '../../shared/evaluation/datasets/sessions.ts';
import { hasSharedData, sharedFolder } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CLICKS = 'SessionId\tItemId\tTime\n1\ta\t9\n';

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

describe('the files of a data set', () => {
  it('are those of the folder, and its form is told by them', () => {
    const folder = folderWith({ 'A.txt.gz': gzipSync('1 a b\n'), LICENSE: 'free' });
    mkdirSync(join(folder, 'sub'));
    const files = readDatasetFiles(folder);
    expect([...files.keys()].sort()).toEqual(['A.txt.gz', 'LICENSE']);
    expect(formatOfFiles(files)).toBe('sequences');
  });

  it('come out of an archive, without its other entries and its folders', () => {
    const archive = zipSync({
      'data/train.txt': strToU8(CLICKS),
      'data/test.txt': strToU8(CLICKS),
      'data/settings.toml': strToU8('m = 1'),
      '__MACOSX/._train.txt': strToU8('?'),
      '../evil_train/notes.txt': strToU8('?'),
    });
    const files = readDatasetFiles(folderWith({ 'x.zip': archive }));
    expect([...files.keys()]).toEqual(['train.txt', 'test.txt']);
    expect(new TextDecoder().decode(files.get('train.txt'))).toBe(CLICKS);
    expect(formatOfFiles(files)).toBe('sessions');
  });

  it('are refused when the archive is broken, there are two, or two files have one name', () => {
    const archive = zipSync({ 'train.txt': strToU8(CLICKS) });
    expect(() => readDatasetFiles(folderWith({ 'x.zip': 'no zip' }))).toThrow('x.zip: not a zip archive');
    expect(() => readDatasetFiles(folderWith({ 'x.zip': archive, 'y.zip': archive }))).toThrow('got x.zip, y.zip');
    expect(() => readDatasetFiles(folderWith({ 'x.zip': archive, 'train.txt': CLICKS }))).toThrow(
      'x.zip: a second file is named train.txt',
    );
  });

  it('are listed when they have no known form', () => {
    const files = readDatasetFiles(folderWith({ 'a.csv': 'x,y\n' }));
    expect(() => formatOfFiles(files)).toThrow('cannot tell the form of the data from its files (a.csv)');
  });
});

describe.runIf(hasSharedData('session-serenade-example'))('public data', () => {
  it.each([
    ['seq-amazon-beauty', 'sequences'],
    ['seq-amazon-sports', 'sequences'],
    ['session-diginetica', 'sessions'],
    ['session-yoochoose-100k', 'sessions'],
    ['session-serenade-example', 'sessions'],
    ['multibehavior-retailrocket', 'behaviours'],
    ['cf-gowalla', 'interactions'],
    ['social-lastfm', 'interactions'],
  ])('%s is read as %s', (dataset, format) => {
    expect(formatOfFiles(readDatasetFiles(join(sharedFolder, dataset)))).toBe(format);
  });

  it.each(['clv-cdnow', 'ctr-criteo-sample', 'catalogue-saleor', 'churn-telco'])('%s is refused', (dataset) => {
    expect(() => formatOfFiles(readDatasetFiles(join(sharedFolder, dataset)))).toThrow('cannot tell the form');
  });

  it('has the sessions of the archive', () => {
    const files = readDatasetFiles(join(sharedFolder, 'session-serenade-example'));
    const counts = ['train.txt', 'valid.txt', 'test.txt'].map((file) => {
      const sessions = parseSessions(new TextDecoder().decode(files.get(file)), file);
      return [sessions.reduce((sum, { itemIds }) => sum + itemIds.length, 0), sessions.length];
    });
    expect(counts).toEqual([
      [113601, 23753],
      [1451, 330],
      [1233, 302],
    ]);
  });
});
