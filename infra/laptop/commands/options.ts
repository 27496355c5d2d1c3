import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ArgsDef } from 'citty';
import type { Running } from '../laptop.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

export const jsonOption = {
  json: { type: 'boolean', description: 'Print one JSON object as the last line; progress goes to stderr' },
} as const satisfies ArgsDef;

export const directoryOption = {
  directory: {
    type: 'string',
    default: '.rapport',
    description: 'Where the laptop keeps its stores',
    valueHint: 'DIR',
  },
} as const satisfies ArgsDef;

/** A person reads stdout; with --json a program does, and the person reads stderr. */
export const terminalFor = (json: boolean | undefined): Terminal =>
  openTerminal(json ? process.stderr : process.stdout);

export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

export const absolute = (path: string): string => resolve(process.cwd(), path);

/** @throws Error naming the option, its value and what is wanted. */
export function wholeNumber(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new Error(`--${name}: want a whole number from ${min} to ${max}, got "${value}"`);
  }
  return number;
}

/** Work of the laptop that serves a folder, told step by step, and what it gave. */
export async function askRunning(
  { url, secret }: Running,
  path: '/laptop/night' | '/laptop/snapshot' | '/laptop/replay' | '/laptop/anonymise',
  onStep: (step: string) => void = () => undefined,
  input?: unknown,
): Promise<unknown> {
  const headers = { 'x-laptop-secret': secret };
  const body = input === undefined ? {} : { body: JSON.stringify(input) };
  const response = await fetch(new URL(path, url), { method: 'POST', headers, ...body });
  if (!response.ok) throw new Error(`the laptop at ${url} answered ${response.status}`);
  let output: unknown;
  const lines = createInterface({ input: Readable.fromWeb(response.body as ReadableStream) });
  for await (const text of lines) {
    const line = JSON.parse(text) as { readonly step?: string; readonly error?: string; readonly output?: unknown };
    if (line.error !== undefined) throw new Error(line.error);
    if (line.step !== undefined) onStep(line.step);
    output = line.output ?? output;
  }
  if (output === undefined) throw new Error('the laptop ended before the work did');
  return output;
}

/**
 * A command's work with its failures told in one line and exit code 1; RAPPORT_DEBUG=1 tells the stack too.
 * citty's own way prints every failure as a crash.
 */
export async function telling(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`error: ${message}\n`);
    if (process.env['RAPPORT_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  }
}
