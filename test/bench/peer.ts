import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A library of another language under measure, which a Python script beside this file drives. */
export interface Peer {
  /** Seconds that a command took. */
  seconds(command: string): Promise<number>;
  close(): void;
}

/** @param folder - holds the data that the script reads, and takes what it writes. */
export async function openPeer(python: string, script: string, folder: string): Promise<Peer> {
  const path = join(import.meta.dirname, script);
  const child: ChildProcess = spawn(python, [path, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<{ seconds: number }> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${python} ended: ${script} says what it wants`);
    return JSON.parse(value);
  };
  await answer();
  return {
    seconds: async (command) => {
      child.stdin!.write(`${command}\n`);
      return (await answer()).seconds;
    },
    close: () => {
      child.stdin!.end();
    },
  };
}
