import { describe, expect, it } from 'vitest';
import { drawnWatcher } from '../../../../../functions/nightly/decisions/drawn-watcher.ts';
import type { LoggedDecision } from '../../../../../shared/domain/logged-decision.ts';
import type { DrawnSlate } from '../../../../../shared/ports/drawn-slates.ts';

const DAY_MS = 86_400_000;
const NOW = 1_795_000_000_000;

const decision = (decisionId: string, given: Partial<LoggedDecision> = {}): LoggedDecision => ({
  ...{ decisionId, decidedAtMs: NOW - 2 * DAY_MS, point: 'home', kind: 'slate', policy: 'plackett-luce' },
  ...{ variants: {}, isClosed: false },
  choices: [1, 2].map((position) => ({
    ...{ id: `i${position}`, position, propensity: 0.5, isClicked: position === 2, isCarted: false },
    ...{ units: 0, revenueMinor: 0 },
  })),
  ...given,
});

async function written(people: readonly { decisions: LoggedDecision[]; mayLearn?: boolean; isBot?: boolean }[]) {
  const kept: DrawnSlate[][] = [];
  const watcher = drawnWatcher({ write: async (_, slates) => void kept.push([...slates]) });
  await watcher.start?.({ snapshotId: 's', takenAtMs: NOW });
  for (const person of people) await watcher.see({ owner: 'U#a', mayLearn: true, isBot: false, ...person });
  await watcher.finish?.();
  return kept;
}

describe('drawn slates of a night', () => {
  it('are those with a day to be clicked in, with where they were', async () => {
    const young = decision('young', { decidedAtMs: NOW - DAY_MS / 2 });
    const [slates] = await written([{ decisions: [decision('a'), young] }]);
    expect(slates).toEqual([{ decisionId: 'a', decidedAtMs: NOW - 2 * DAY_MS, clickedPositions: [2] }]);
  });

  it('are of nobody who may not be learnt from, of no bot, of no action, and of no slate that was not drawn', async () => {
    const others = [decision('best', { policy: 'best' }), decision('action', { kind: 'action' })];
    const people = [
      { decisions: [decision('a')], mayLearn: false },
      { decisions: [decision('b')], isBot: true },
      { decisions: others },
    ];
    expect(await written(people)).toEqual([]);
  });

  it('are the newest two thousand', async () => {
    const decisions = Array.from({ length: 5000 }, (_, i) => decision(`d${i}`, { decidedAtMs: NOW - 2 * DAY_MS - i }));
    const people = [decisions.slice(2500), decisions.slice(0, 2500)].map((some) => ({ decisions: some }));
    const [slates] = await written(people);
    expect(slates!.map(({ decisionId }) => decisionId)).toEqual(Array.from({ length: 2000 }, (_, i) => `d${i}`));
  });
});
