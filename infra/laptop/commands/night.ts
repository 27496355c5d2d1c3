import { defineCommand } from 'citty';
import { openLaptop, runningLaptop } from '../laptop.ts';
import type { NightOutput } from '../night.ts';
import { sayNight } from '../report.ts';
import { absolute, askRunning, directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';

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
            : ownNight(directory, note);
        },
        sayNight,
      );
      if (args.json) printJson(output);
    }),
});

/** Nobody serves the folder: open it for the length of the night. */
async function ownNight(directory: string, onStep: (step: string) => void): Promise<NightOutput> {
  const laptop = await openLaptop({ directory, port: 0, bundled: false });
  try {
    return await laptop.runNight({}, onStep);
  } finally {
    await laptop.close();
  }
}
