import { describe, expect, it } from 'vitest';
import { readDifference } from '../../../../functions/console/models.ts';
import { NotFoundError } from '../../../../shared/domain/errors.ts';

describe('what a version changes for people', () => {
  const difference = { against: 'v1', people: 3 };
  const read = readDifference({
    async readFile(name, version, file) {
      if (`${name} ${version} ${file}` !== 'recommender v2 difference.json') throw new NotFoundError('none');
      return JSON.stringify(difference);
    },
  });

  it('is told as the night wrote it, against the version that was served then and no other', async () => {
    expect(await read({ name: 'recommender', version: 'v2' })).toEqual(difference);
    expect(await read({ name: 'recommender', version: 'v2' }, 'v1')).toEqual(difference);
    await expect(read({ name: 'recommender', version: 'v2' }, 'v0')).rejects.toThrow('held against v1');
  });

  it('is not told of a version without one, or of what is no version', async () => {
    await expect(read({ name: 'recommender', version: 'v3' })).rejects.toThrow(NotFoundError);
    await expect(read({ name: 'recommender', version: '../v2' })).rejects.toThrow(NotFoundError);
  });
});
