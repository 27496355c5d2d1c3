import { defineCommand } from 'citty';
import { sayQuality, type ToldQuality } from '../quality-report.ts';
import { directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';
import { doorOptions, withFrontDoor } from './with-front-door.ts';

export default defineCommand({
  meta: { name: 'quality', description: 'What the last night said of the events of its day' },
  args: {
    day: { type: 'string', description: 'The UTC day of the night; default: today', valueHint: '2026-11-24' },
    ...doorOptions,
    ...directoryOption,
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const query = args.day === undefined ? '' : `?day=${encodeURIComponent(args.day)}`;
      const report = await withFrontDoor(args, (door) => door.call('GET', `/v1/reports/quality${query}`));
      sayQuality(terminalFor(args.json), report as ToldQuality);
      if (args.json) printJson(report);
    }),
});
