import { defineCommand } from 'citty';
import { runningLaptop } from '../laptop.ts';
import type { NightOutput } from '../night.ts';
import { sayNight } from '../report.ts';
import { absolute, askRunning, directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';
import { withOwnLaptop } from './own-laptop.ts';

export default defineCommand({
  meta: { name: 'night', description: 'Run the nightly job now: snapshot, train, evaluate, publish' },
  args: { ...directoryOption, ...jsonOption },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const directory = absolute(args.directory);
      const output = await terminal.task(
        'night',
        ({ note }) => {
          const running = runningLaptop(directory);
          return running
            ? (askRunning(running, '/laptop/night', note) as Promise<NightOutput>)
            : withOwnLaptop(directory, (laptop) => laptop.runNight({}, note));
        },
        sayNight,
      );
      if (args.json) printJson(output);
    }),
});
