import { describe, expect, it } from 'vitest';
import { progressOf } from '../../../../functions/nightly/progress.ts';
import { withUsage } from '../../../../shared/runtime/log.ts';
import { silentLog } from '../../../support/system-ports.ts';

describe('the progress of a night', () => {
  it('tells of each step with the seconds since the one before, and what the process has used', () => {
    let nowMs = 5000;
    const lines: unknown[] = [];
    const log = withUsage({ ...silentLog, info: (message, fields) => void lines.push([message, fields]) });
    const told = progressOf({ nowMs: () => nowMs }, log);
    nowMs += 1500;
    told('read', { people: 3 });
    nowMs += 250;
    told('fitted');
    expect(lines).toEqual([
      ['read', { people: 3, seconds: 1.5, cpuSeconds: expect.any(Number), memoryMb: expect.any(Number) }],
      ['fitted', { seconds: 0.25, cpuSeconds: expect.any(Number), memoryMb: expect.any(Number) }],
    ]);
    const [, { cpuSeconds, memoryMb }] = lines[0] as [string, Record<string, number>];
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(memoryMb).toBeGreaterThan(20);
  });
});
