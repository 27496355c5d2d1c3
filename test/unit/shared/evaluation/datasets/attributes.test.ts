import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { attributeFileOf, parseAttributes } from '../../../../../shared/evaluation/datasets/attributes.ts';
import { hasSharedData, sharedText } from '../../../../support/shared-data.ts';

describe('parseAttributes', () => {
  it('reads ids that are numbers or texts, and items without any', () => {
    expect([...parseAttributes('{"4": [1, "red"], "83": []}')]).toEqual([
      ['4', ['1', 'red']],
      ['83', []],
    ]);
  });

  it.each([
    ['{"4": [1', 'a.json: not JSON'],
    ['[1]', 'a.json: want an object of items, got [1]'],
    ['{"4": 7}', 'a.json, item "4": want a list of attribute ids, got 7'],
    ['{"4": [1], "5": [{}]}', 'a.json, item "5": want a text or a number as attribute id, got {}'],
    ['{"4": [""]}', 'got ""'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseAttributes(text, 'a.json')).toThrow(InvalidInputError);
    expect(() => parseAttributes(text, 'a.json')).toThrow(message);
  });

  it.runIf(hasSharedData('seq-amazon-beauty')).each([
    ['seq-amazon-beauty', 'Beauty_item2attributes.json', 12101, 637],
    ['seq-amazon-sports', 'Sports_and_Outdoors_item2attributes.json', 18357, 2277],
  ])('reads %s: %s, %i items', (dataset, file, itemCount, attributeCount) => {
    const attributes = parseAttributes(sharedText(dataset, file));
    expect(attributes.size).toBe(itemCount);
    expect(new Set([...attributes.values()].flat()).size).toBe(attributeCount);
  });
});

describe('attributeFileOf', () => {
  it('finds the file beside the sequences, if there is one', () => {
    expect(attributeFileOf(['B.txt.gz', 'B_item2attributes.json.gz'])).toBe('B_item2attributes.json.gz');
    expect(attributeFileOf(['B.txt.gz'])).toBeUndefined();
  });

  it('refuses to choose between two', () => {
    expect(() => attributeFileOf(['A_item2attributes.json', 'B_item2attributes.json'])).toThrow(
      'got A_item2attributes.json, B_item2attributes.json',
    );
  });
});
