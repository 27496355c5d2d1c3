import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandDef, renderUsage, runCommand } from 'citty';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rapport } from '../../infra/laptop/commands/rapport.ts';
import { openLaptop } from '../../infra/laptop/laptop.ts';
import { certificateContent, certificateOf } from '../support/builders/certificate.ts';
import { newDirectory } from '../support/stores.ts';
import { warmThreads } from '../support/warm-threads.ts';

const root = join(import.meta.dirname, '..', '..');
let directory: string;
beforeAll(async () => {
  directory = await newDirectory();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a person calls it, in a process of its own. */
const inProcess = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'infra/laptop/cli.ts'), ...args],
      { cwd: directory },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    );
  });

/** The same command in this process, which takes a tenth of the time: for what a process of its own does not show. */
async function called(...args: string[]): Promise<Ended> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  const [home, codeBefore] = [process.cwd(), process.exitCode];
  process.chdir(directory);
  process.exitCode = 0;
  try {
    await runCommand(rapport, { rawArgs: args });
    return { code: Number(process.exitCode), ...printed };
  } finally {
    process.chdir(home);
    process.exitCode = codeBefore;
    for (const spy of spies) spy.mockRestore();
  }
}
const lastJson = ({ stdout }: Ended): Record<string, unknown> => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

const write = async (file: string, text: string): Promise<string> => {
  await writeFile(join(directory, file), text);
  return file;
};

const commands = rapport.subCommands as Readonly<Record<string, () => Promise<CommandDef>>>;

describe('rapport', { timeout: 60_000 }, () => {
  it('has eleven commands', () => {
    expect(Object.keys(commands).sort()).toEqual(
      [
        'start',
        'import',
        'import-personalize',
        'night',
        'mcp',
        'plan',
        'quality',
        'evaluate',
        'anonymise',
        'replay',
        'verify-certificate',
      ].sort(),
    );
  });

  it.each(Object.keys(commands))('%s tells how it is used', async (name) => {
    const usage = await renderUsage(await commands[name]!(), rapport);
    expect(usage).toContain(`rapport ${name}`);
    if (name !== 'mcp') expect(usage).toContain('--json'); // what mcp prints is JSON whatever is said
  });

  it('tells it in a process, too', async () => {
    const { code, stdout, stderr } = await inProcess('night', '--help');
    expect(code).toBe(0);
    expect(stdout + stderr).toContain('rapport night');
  });

  it('verify-certificate tells what a certificate proves, or why it proves nothing', async () => {
    const certificate = await certificateOf(certificateContent());
    const file = await write('certificate.json', JSON.stringify({ status: 'completed', certificate }));
    const key = String(certificate['publicKey']);

    const held = await called('verify-certificate', file, '--key', key);
    expect(held).toMatchObject({ code: 0, stdout: expect.stringContaining('3 removed, 0 left') });
    const foreign = await called('verify-certificate', file, '--key', key.toLowerCase(), '--json');
    expect(foreign.code).toBe(1);
    expect(lastJson(foreign)).toEqual({ holds: false, defects: [expect.stringContaining('not the deployment’s')] });

    await write('certificate.json', JSON.stringify({ ...certificate, requestId: 'another' }));
    expect(await called('verify-certificate', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('something was changed'),
    });
    await write('certificate.json', 'no JSON');
    expect(await called('verify-certificate', file)).toMatchObject({ code: 1, stderr: expect.stringContaining(file) });
  });

  it('imports a catalog, tells which rows it refused and why, and takes the rest', async () => {
    const file = await write(
      'catalog.csv',
      'itemId,title,price\ncup,A cup,"9.90 EUR"\nmug,A mug,"9.999 EUR"\nbowl,A bowl,\n',
    );
    const ended = await inProcess('import', file, '--json');

    expect(lastJson(ended)).toMatchObject({
      accepted: 2,
      refusedCount: 1,
      refused: [expect.stringContaining('line 3')],
    });
    expect(ended.code).toBe(0);
  });

  it('imports events, one a line, into a laptop that runs, whose plan it tells', async () => {
    const view = (person: number, item: string, minute: number) =>
      JSON.stringify({
        type: 'track',
        event: 'Product Viewed',
        userId: `u${person}`,
        messageId: `${person}-${item}-${minute}`,
        timestamp: new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString(),
        properties: { product_id: item },
      });
    const lines = Array.from({ length: 40 }, (_, u) => [view(u, 'cup', u), view(u, 'bowl', u + 1)]).flat();
    const file = await write('events.jsonl', [...lines, '{"type":"track"}', 'not JSON'].join('\n'));

    const laptop = await openLaptop({
      directory: join(directory, '.rapport'),
      port: 0,
      bundled: false,
      ...warmThreads,
    });
    try {
      expect(lastJson(await inProcess('import', file, '--format', 'events', '--json'))).toMatchObject({
        accepted: 80,
        refusedCount: 2,
      });
      expect(lastJson(await inProcess('plan', '--json'))).toMatchObject({
        counts: { people: 40, items: 2, interactions: 80, events: 80 },
        size: { runsOn: 'lambda' },
      });
    } finally {
      await laptop.close();
    }
  });

  it('runs a night on what was imported', async () => {
    const ended = await called('night', '--json');
    expect(lastJson(ended)).toMatchObject({
      snapshot: { eventCount: 80, itemCount: 2 },
      publication: { status: 'published' },
    });
    expect(ended.stderr).toContain('is served');
  });

  it('plans a night from counts', async () => {
    const small = await called('plan', '--people', '40', '--items', '2', '--interactions', '80');
    expect(small.stdout).toContain('deploy: npx cdk deploy --all, as it is');
    const counts = ['--people', '1000000', '--items', '100000', '--interactions', '50000000'];
    const large = lastJson(await called('plan', ...counts, '--json'));
    expect(large).toMatchObject({ counts: { interactions: 50_000_000 }, size: { runsOn: 'fargate' } });
    const told = (await called('plan', ...counts)).stdout;
    expect(told).toContain('50,000,000 rows');
    expect(told).toMatch(/runs on: one Fargate task .* because/);
    expect(told).toMatch(/deploy: npx cdk deploy --all -c nightlyTaskMemoryMb=\d+\n/);
    const middle = ['--people', '100000', '--items', '10000', '--interactions', '6000000'];
    expect((await called('plan', ...middle)).stdout).toMatch(/one Lambda .*\n {4}deploy: .* -c nightlyMemoryMb=\d+\n/);
    const beyond = (await called('plan', '--people', '20000000', '--items', '500000', '--interactions', '900000000'))
      .stdout;
    expect(beyond).toMatch(
      /runs on: one Fargate task .* and Athena for all, because 900,000,000 interactions are more/,
    );
    expect(beyond).toMatch(/deploy: .* -c nightlyTaskMemoryMb=\d+ -c nightlyCounting=athena\n/);
    expect((await called('plan', '--people', 'many')).stderr).toContain('--people: want a whole number');
  });

  it('evaluates a data set, and through HTTP the very same', async () => {
    await mkdir(join(directory, 'walks'));
    const walks = Array.from({ length: 60 }, (_, u) => [
      `p${u}`,
      ...Array.from({ length: 5 }, (_, i) => `i${(u * 7 + i * 3) % 40}`),
    ]);
    await write('walks/walks.txt', walks.map((walk) => walk.join(' ')).join('\n'));
    const ended = await inProcess('evaluate', 'walks', '--through-http', '20', '--report', 'walks.html', '--json');

    expect(lastJson(ended)).toMatchObject({ people: 60, items: 40, throughHttp: { people: 20, same: 20 } });
    expect(ended.code).toBe(0);
    const page = await readFile(join(directory, 'walks.html'), 'utf8');
    const { model } = lastJson(ended) as { model: Readonly<Record<string, number>> };
    expect(page).toContain(model['hr@10']!.toFixed(4));
  });

  it('evaluates ratings', async () => {
    await mkdir(join(directory, 'stars'));
    const rows = Array.from({ length: 600 }, (_, at) => `u${at % 20},i${(at * 7) % 31},${1 + ((at * 11) % 5)},${at}`);
    await write('stars/ratings.csv', ['user,item,rating,timestamp', ...rows].join('\n'));
    const ended = await called('evaluate', 'stars', '--json');

    expect(lastJson(ended)).toMatchObject({ format: 'ratings', split: 'time', people: 20, items: 31, scale: [1, 5] });
    expect(ended.stderr).toMatch(/rmse .* below that of the biases, 95 % interval/);
    expect(ended.code).toBe(0);
    expect((await called('evaluate', 'stars', '--report', 'stars.html')).stderr).toContain('--report takes no');
  });

  it('ends with 1 and one line for what it cannot do', async () => {
    const missing = await inProcess('evaluate', 'nowhere');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/error: .*nowhere/);
    expect((await called('evaluate', 'walks', '--report', 'no/where.html')).stderr).toContain('--report: there is no');
    expect((await called('start', '--port', 'high', '--once')).stderr).toContain(
      '--port: want a whole number from 0 to 65535, got "high"',
    );
    expect((await called('import', 'walks/walks.txt', '--url', 'http://127.0.0.1:9')).stderr).toContain(
      '--url wants --key',
    );
    expect((await called('replay', 'walks/walks.txt')).stderr).toContain('want a record of a decision');
    expect((await called('mcp', '--url', 'http://127.0.0.1:9')).stderr).toContain('--url wants a secret key');
    expect((await called('mcp', '--url', 'nowhere', '--key', 'sk_a')).stderr).toContain('got "nowhere"');
    expect((await called('mcp', '--directory', 'walks')).stderr).toContain('no laptop runs in');
    await write('seven.json', '{"schema":7}');
    expect((await called('replay', 'seven.json')).stderr).toContain('/schema');
    expect((await called('replay', 'seven.json', '--tolerance', '1')).stderr).toContain(
      '--tolerance: want a number from 0 to 0.01, got "1"',
    );
  });
});
