import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/**
 * Runs a command to its end and gives what it printed. It is in a process group of its own, so that an interrupt ends
 * its children too, and ends before what they write in is removed.
 * @throws Error with the command and the end of its output, when it fails or when `signal` is aborted.
 */
export async function run(
  command: string,
  parameters: readonly string[],
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<string> {
  const child = startGroup(command, parameters, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }, signal);
  const [out, all]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk) && all.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => all.push(chunk));
  const code = await endOf(child);
  signal.throwIfAborted();
  if (code !== 0) {
    const said = Buffer.concat(all).toString('utf8').trim().split('\n').slice(-TOLD_LINES).join('\n');
    throw new Error(`"${[command, ...parameters].join(' ')}" in ${cwd} ended with ${code}:\n${said}`);
  }
  return Buffer.concat(out).toString('utf8');
}

const TOLD_LINES = 20;

/** A child that is ended, with all that it started, when `signal` is aborted. */
export function startGroup(
  command: string,
  parameters: readonly string[],
  options: SpawnOptions,
  signal: AbortSignal,
): ChildProcess {
  signal.throwIfAborted();
  const child = spawn(command, parameters, { ...options, detached: true });
  const end = () => endGroup(child);
  signal.addEventListener('abort', end, { once: true });
  child.once('exit', () => signal.removeEventListener('abort', end));
  return child;
}

export function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

const endOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => resolve(code ?? killedBy ?? 'nothing'));
  });
