import { describe, expect, it } from 'vitest';
import { evaluateDataset } from '../../../../functions/nightly/evaluate-dataset.ts';
import { DEFAULT_SETTINGS } from '../../../../functions/nightly/tune.ts';
import { memoryDatasets } from '../../../../shared/adapters/memory/datasets.ts';
import { loadOnnxScorer } from '../../../../shared/adapters/onnx/scorer.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import type { RecommenderSettings } from '../../../../shared/model/recommender-settings.ts';
import { engineOf } from '../../../support/engine.ts';
import { silentLog, steppingClock } from '../../../support/system-ports.ts';

const engine = engineOf(1);

/** Everybody walks from one item to the next; where they begin differs. */
const text = Array.from({ length: 30 }, (_, u) => {
  const walk = Array.from({ length: 6 }, (_, i) => `item${(u + i) % 15}`);
  return [`person${u}`, ...walk].join(' ');
}).join('\n');

const withSequence = (change: Partial<NonNullable<RecommenderSettings['sequence']>>): RecommenderSettings => ({
  ...DEFAULT_SETTINGS,
  sequence: { ...DEFAULT_SETTINGS.sequence!, ...change },
});

const report = (files: Readonly<Record<string, string>>, listsFor?: number) =>
  evaluateDataset({
    datasets: memoryDatasets({ walks: files }),
    loadScorer: loadOnnxScorer,
    engine,
    clock: steppingClock(),
    log: silentLog,
  })({
    dataset: 'walks',
    settings: withSequence({ backwardWeight: 0 }),
    ...(listsFor !== undefined && { listsFor }),
  });

describe('the evaluation of a data set', () => {
  it('finds where everybody goes next, and says on how many', async () => {
    const { model, popularity, people, items, events, lift } = await report({ 'walks.txt': text });
    expect({ people, items, events }).toEqual({ people: 30, items: 15, events: 180 });
    expect(model['ndcg@10']).toBe(1);
    expect(popularity['ndcg@10']!).toBeLessThan(0.6);
    expect(lift!.low).toBeGreaterThan(0);
  });

  it('shows, on request, the lists of the first people: best first, nothing that they have', async () => {
    const { lists } = await report({ 'walks.txt': text }, 2);
    expect(Object.keys(lists!)).toEqual(['person0', 'person1']);
    expect(lists!['person0']![0]).toBe('item5');
    expect(lists!['person0']).not.toContain('item4');
    expect((await report({ 'walks.txt': text })).lists).toBeUndefined();
  });

  it('gives the same figures each time', async () => {
    expect(await report({ 'walks.txt': text })).toEqual(await report({ 'walks.txt': text }));
  });

  it('asks for every next click of a session, and lets items come again', async () => {
    const clicks = (from: number) => `a${from % 9} b${from % 9} a${from % 9}`; // everybody comes back to the first
    const train = Array.from({ length: 40 }, (_, i) => clicks(i)).join('\n');
    const { people, model, settings } = await evaluateDataset({
      datasets: memoryDatasets({
        shop: { 'train_sessions.txt': train, 'test_sessions.txt': [clicks(3), clicks(5)].join('\n') },
      }),
      loadScorer: loadOnnxScorer,
      engine,
      clock: steppingClock(),
      log: silentLog,
    })({
      dataset: 'shop',
      settings: withSequence({ repeatWeight: 1 }),
    });

    expect(people).toBe(4);
    expect(model['hr@5']).toBe(1);
    expect(settings.sequence?.repeatWeight).toBe(1);
  });

  it('refuses a folder that is not there or holds two', async () => {
    await expect(report({})).rejects.toThrow(InvalidInputError);
    await expect(report({ 'a.txt': text, 'b.txt': text })).rejects.toThrow('(a.txt, b.txt)');
  });
});
