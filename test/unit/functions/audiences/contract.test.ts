import { describe, expect, it } from 'vitest';
import { parsePreview, parseSegment } from '../../../../functions/audiences/contract.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import { BUILT_IN_SEGMENTS } from '../../../../shared/features/profile/segments.ts';
import { PROFILE_COLUMNS } from '../../../../shared/features/profile/vector.ts';

const FEATURES = PROFILE_COLUMNS.map(({ name }) => name);
const many = { feature: 'orders', atLeast: 2 };
const nested = (depth: number): object => (depth === 1 ? many : { not: nested(depth - 1) });

function defectOf(read: () => unknown): { readonly pointer: string; readonly reason: string } | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.defects[0];
    throw error;
  }
}
const defectOfRule = (rule: unknown) => defectOf(() => parsePreview({ rule }, FEATURES));

describe('a rule that comes in', () => {
  it('is read as it is, to the limits', () => {
    const rule = { any: [{ all: [many, { feature: 'nps', atLeast: 0, atMost: 6 }] }, { not: many }] };
    expect(parsePreview({ rule }, FEATURES)).toEqual(rule);
    expect(parsePreview({ rule: nested(5) }, FEATURES)).toEqual(nested(5));
    const twenty = { all: new Array(20).fill(many) };
    expect(parsePreview({ rule: twenty }, FEATURES)).toEqual(twenty);
    for (const { rule: builtIn } of BUILT_IN_SEGMENTS) expect(defectOfRule(builtIn)).toBeUndefined();
  });

  it.each([
    [{ feature: 'shoeSize', atLeast: 1 }, '/rule/feature', /^no feature shoeSize; there are daysSinceFirstSeen, /],
    [{ feature: 'ana@shop.example', atLeast: 1 }, '/rule/feature', /^no feature …; there are /],
    [{ feature: 'orders', atLeast: '2' }, '/rule/atLeast', /expected number/],
    [{ all: [many, { feature: 'orders', atMost: null }] }, '/rule/all/1/atMost', /expected number/],
    [{ feature: 'orders' }, '/rule', /^want atLeast, atMost or both$/],
    [{ feature: 'orders', atLeast: 3, atMost: 2 }, '/rule', /^want atLeast ≤ atMost$/],
    [{ feature: 'orders', atLeast: 3, below: 9 }, '/rule', /unknown field below/],
    [{ all: [] }, '/rule/all', /1/],
    [{ all: new Array(21).fill(many) }, '/rule/all', /20/],
    [{ any: new Array(3).fill({ all: new Array(20).fill(many) }) }, '/rule/any/2/all/10', /limit of 50$/],
    [{ all: [many], any: [many] }, '/rule', /unknown field any/],
    [nested(6), '/rule/not/not/not/not/not', /^conditions lie 6 deep; the limit is 5$/],
    [undefined, '/rule', /./],
    ['orders ≥ 2', '/rule', /./],
    [null, '/rule', /./],
  ])('is refused with the place and the limit: %j', (rule, pointer, reason) => {
    const defect = defectOfRule(rule);
    expect(defect?.pointer).toBe(pointer);
    expect(defect?.reason).toMatch(reason);
  });
});

describe('a rule by what is foreseen', () => {
  it('is read as others are, and refused where nothing of the name is foreseen, or two things are named', () => {
    const rule = { all: [{ prediction: 'purchase', atLeast: 0.3 }, many] };
    expect(parsePreview({ rule }, FEATURES)).toEqual(rule);
    expect(defectOfRule({ prediction: 'weather', atLeast: 0.3 })).toMatchObject({ pointer: '/rule/prediction' });
    expect(defectOfRule({ prediction: 'churn', feature: 'orders', atLeast: 0 })).toMatchObject({
      reason: 'want either feature or prediction',
    });
    expect(defectOfRule({ prediction: 'churn' })?.pointer).toBe('/rule');
    const tea = { prediction: 'category-purchase', category: 'Tea', atLeast: 0.2 };
    expect(parsePreview({ rule: tea }, FEATURES)).toEqual(tea);
    for (const [prediction, category] of [['category-purchase'], ['churn', 'Tea']])
      expect(defectOfRule({ prediction, category, atLeast: 0 })?.reason).toMatch(/^want a category with/);
  });
});

describe('a segment of lookalikes that comes in', () => {
  it('names its seeds’ segment and how many are wanted', () => {
    const segment = { segmentId: 'alike', words: 'like buyers', seedSegmentId: 'buyers' };
    expect(parseSegment(segment, FEATURES)).toEqual({ ...segment, size: 1000 });
    const pointerOf = (more: object) => defectOf(() => parseSegment({ ...segment, ...more }, FEATURES))?.pointer;
    expect(pointerOf({ size: 0 })).toBe('/size');
    expect(pointerOf({ size: 10_001 })).toBe('/size');
    expect(pointerOf({ seedSegmentId: 'B' })).toBe('/seedSegmentId');
    expect(pointerOf({ rule: many })).toBe('');
  });
});

describe('a segment that comes in', () => {
  const segment = { segmentId: 'good-1', words: ' buy much ', rule: many };

  it('has an id, words and a rule', () => {
    expect(parseSegment(segment, FEATURES)).toEqual({ ...segment, words: 'buy much' });
  });

  it.each([
    [{ ...segment, segmentId: 'Good' }, '/segmentId'],
    [{ ...segment, segmentId: 'a'.repeat(65) }, '/segmentId'],
    [{ ...segment, segmentId: 'cluster-3' }, '/segmentId'],
    [{ ...segment, words: ' ' }, '/words'],
    [{ ...segment, colour: 'red' }, ''],
    [[], ''],
  ])('is refused with the field: %j', (body, pointer) => {
    expect(defectOf(() => parseSegment(body, FEATURES))?.pointer).toBe(pointer);
  });
});
