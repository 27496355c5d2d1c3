import { describe, expect, it } from 'vitest';
import { evaluateDataset } from '../../../../../functions/nightly/datasets/evaluate-dataset.ts';
import { DEFAULT_SETTINGS } from '../../../../../functions/nightly/training/tuning/default-settings.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { loadOnnxScorer } from '../../../../../shared/adapters/onnx/scorer.ts';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import type { RecommenderSettings } from '../../../../../shared/model/recommender-settings.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';

const arithmetic = arithmeticOf(1);

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
    arithmetic,
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

  it('tells of each method how sure its figure is, what it shows, and whom it knows least', async () => {
    const { metric, methods, model, popularity, lift } = await report({ 'walks.txt': text });
    expect(metric).toBe('ndcg@10');
    for (const [name, figures] of Object.entries({ model, popularity })) {
      const { interval, shown, slices } = methods[name as 'model' | 'popularity'];
      expect(interval!.mean).toBeCloseTo(figures['ndcg@10']!, 12);
      expect(interval).toMatchObject({ level: 0.95, n: 30 });
      expect(shown).toMatchObject({ k: 10, coverage: figures['coverage@10'] });
      const { historyLength, itemPopularity, newcomers } = slices;
      expect(historyLength.filter(({ tasks }) => tasks > 0)).toMatchObject([{ name: '3–5', tasks: 30 }]);
      expect(itemPopularity.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(30);
      expect(newcomers).toMatchObject([
        { name: 'newItem', tasks: 0, interval: null },
        { name: 'newPerson', tasks: 0, interval: null },
      ]);
    }
    expect(methods.model.interval!.mean - methods.popularity.interval!.mean).toBeCloseTo(lift!.mean, 12);
    // 15 items, each met as often as any other.
    expect(methods.model.shown.novelty).toBeCloseTo(Math.log2(15), 12);
    expect(methods.model.shown.percentile).toEqual({ lists: 0.5, targets: 0.5 });
  });

  it('measures each source alone, and the blend on the same tasks', async () => {
    const { sourcesAlone, model } = await report({ 'walks.txt': text });
    expect(sourcesAlone.tasks).toBe(30);
    expect(sourcesAlone.model.figures).toMatchObject({ 'ndcg@10': model['ndcg@10'] });
    expect(Object.keys(sourcesAlone.sources).sort()).toEqual(['popularity', 'sequence']);
    expect(sourcesAlone.sources['sequence']!.interval!.mean).toBe(1);
    expect(sourcesAlone.sources['popularity']!.interval!.high).toBeLessThan(0.6);
  });

  it('searches where no settings are given, and says what each trial reached', async () => {
    const many = Array.from({ length: 4 }, (_, copy) => text.replaceAll('person', `person${copy}-`)).join('\n');
    const { searchTrace, validation } = await evaluateDataset({
      datasets: memoryDatasets({ walks: { 'walks.txt': many } }),
      loadScorer: loadOnnxScorer,
      arithmetic,
      clock: steppingClock(),
      log: silentLog,
    })({ dataset: 'walks' });
    expect(searchTrace.map(({ of }) => of)).toEqual(['sequence', 'together', 'sessions', 'blend']);
    expect(searchTrace.reduce((sum, { values }) => sum + values.length, 0)).toBe(validation['triedCount']);
    const blend = searchTrace.at(-1)!.values;
    expect(blend).toContain(validation['ndcg@10']);
    expect(Math.max(...blend)).toBeGreaterThanOrEqual(validation['ndcg@10']!);
    expect((await report({ 'walks.txt': text })).searchTrace).toEqual([]);
  });

  it('gives the same figures each time', async () => {
    expect(await report({ 'walks.txt': text })).toEqual(await report({ 'walks.txt': text }));
  });

  it('asks for every next click of a session, and lets items come again', async () => {
    const clicks = (from: number) => `a${from % 9} b${from % 9} a${from % 9}`; // everybody comes back to the first
    const train = Array.from({ length: 40 }, (_, i) => clicks(i)).join('\n');
    const { people, model, popularity, remaining, methods, settings } = await evaluateDataset({
      datasets: memoryDatasets({
        shop: { 'train_sessions.txt': train, 'test_sessions.txt': [clicks(3), clicks(5)].join('\n') },
      }),
      loadScorer: loadOnnxScorer,
      arithmetic,
      clock: steppingClock(),
      log: silentLog,
    })({
      dataset: 'shop',
      settings: withSequence({ repeatWeight: 1 }),
    });

    expect(people).toBe(4);
    expect(model['hr@5']).toBe(1);
    // Of a session a b a: from a come b and a again, from a b comes a. All who are asked are new.
    expect(remaining!.model['recall@5']).toBe(1);
    expect(remaining!.model['precision@5']).toBeCloseTo((2 + 1) / 2 / 5, 12);
    expect(remaining!.popularity['recall@20']!).toBeGreaterThanOrEqual(popularity['recall@20']!);
    expect(methods.model.slices.newcomers[1]).toMatchObject({ name: 'newPerson', tasks: 4, people: 4 });
    expect(settings.sequence?.repeatWeight).toBe(1);
  });

  it('refuses a folder that is not there or holds two', async () => {
    await expect(report({})).rejects.toThrow(InvalidInputError);
    await expect(report({ 'a.txt': text, 'b.txt': text })).rejects.toThrow('(a.txt, b.txt)');
  });
});
