import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { defineCommand } from 'citty';
import { openLaptop, type Running, runningLaptop } from '../laptop.ts';
import type { NightOutput } from '../night.ts';
import { sayNight } from '../report.ts';
import { absolute, directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';

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
          return running ? nightOf(running, note) : ownNight(directory, note);
        },
        sayNight,
      );
      if (args.json) printJson(output);
    }),
});

/** The night of the laptop that serves this folder, told step by step. */
async function nightOf({ url, secret }: Running, onStep: (step: string) => void): Promise<NightOutput> {
  const response = await fetch(new URL('/laptop/night', url), {
    method: 'POST',
    headers: { 'x-laptop-secret': secret },
  });
  if (!response.ok) throw new Error(`the laptop at ${url} answered ${response.status}`);
  let output: NightOutput | undefined;
  const lines = createInterface({ input: Readable.fromWeb(response.body as ReadableStream) });
  for await (const text of lines) {
    const line = JSON.parse(text) as Told;
    if (line.error !== undefined) throw new Error(line.error);
    if (line.step !== undefined) onStep(line.step);
    output = line.output ?? output;
  }
  if (output === undefined) throw new Error('the laptop ended before the night did');
  return output;
}

interface Told {
  readonly step?: string;
  readonly error?: string;
  readonly output?: NightOutput;
}

/** Nobody serves the folder: open it for the length of the night. */
async function ownNight(directory: string, onStep: (step: string) => void): Promise<NightOutput> {
  const laptop = await openLaptop({ directory, port: 0, bundled: false });
  try {
    return await laptop.runNight({}, onStep);
  } finally {
    await laptop.close();
  }
}
