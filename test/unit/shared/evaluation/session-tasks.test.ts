import { describe, expect, it } from 'vitest';
import { sessionTasks } from '../../../../shared/evaluation/session-tasks.ts';

const session = (personKey: string, items: readonly number[]) => ({
  personKey,
  items: Int32Array.from(items),
  kinds: Uint8Array.from(items, (_, i) => i),
  atMs: new Float64Array(items.length),
});

describe('sessionTasks', () => {
  it('asks at every click but the first for the next one and for all that remain', () => {
    const tasks = sessionTasks([session('s', [5, 9, 5, 7, 5])]);
    expect(
      tasks.map(({ items, kinds, target, remaining }) => ({
        items: [...items],
        kinds: [...kinds],
        target,
        remaining: [...remaining],
      })),
    ).toEqual([
      { items: [5], kinds: [0], target: 9, remaining: [9, 5, 7] },
      { items: [9, 5], kinds: [1, 0], target: 5, remaining: [5, 7] },
      { items: [5, 9, 5], kinds: [2, 1, 0], target: 7, remaining: [7, 5] },
      { items: [7, 5, 9, 5], kinds: [3, 2, 1, 0], target: 5, remaining: [5] },
    ]);
  });

  it('counts every moment on its own, and asks nothing of a session of one click', () => {
    const tasks = sessionTasks([session('s', [1, 2, 3]), session('t', [4]), session('u', [])]);
    expect(tasks.map(({ personKey }) => personKey)).toEqual(['s-1', 's-2']);
    expect(tasks.map(({ sessionKey }) => sessionKey)).toEqual(['s', 's']);
  });
});
