import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandBlocks } from '../../infra/pages/fenced-commands.ts';
import { type FreshClone, withFreshClone } from '../../infra/pages/fresh-clone.ts';
import { runPage } from '../../infra/pages/run-commands.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;

async function read(...blocks: readonly (readonly [mode: string, ...commands: string[]])[]) {
  const cwd = temporaryFolder();
  const markdown = blocks.map(([mode, ...lines]) =>
    ['```sh', ...(mode ? [mode] : [])].join(' ').concat('\n', lines.join('\n'), '\n```\n'),
  );
  const said: string[] = [];
  const shell = { cwd, environment: process.env, signal: never, say: (text: string) => void said.push(text) };
  const outcomes = await runPage(commandBlocks('a.md', markdown.join('\n')), shell);
  return {
    cwd,
    said: said.join(''),
    results: outcomes.map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`)),
  };
}

describe('the commands of a page', () => {
  it('are run in order, in one folder, and all they print is told', async () => {
    const { said, results } = await read(['', 'echo one > file'], ['', 'cat file', 'echo two >&2']);
    expect(results).toEqual(['passed', 'passed']);
    expect(said).toContain('\none\n');
    expect(said).toContain('\ntwo\n');
  });

  it('fail with the first that fails, and do not keep the next block from being run', async () => {
    const { cwd, results } = await read(['', 'exit 3'], ['', 'false', 'echo one > file'], ['', 'echo two > other']);
    expect(results).toEqual(['failed: ended with 3', 'failed: ended with 1', 'passed']);
    expect(existsSync(join(cwd, 'file'))).toBe(false);
    expect(existsSync(join(cwd, 'other'))).toBe(true);
  });

  it('fail where curl is answered with a status of failure, and the answer is told', async () => {
    const server = createServer((_, response) => void response.writeHead(404).end('no such thing')).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { said, results } = await read(['', `curl -s http://127.0.0.1:${port}/`]);
    server.close();
    expect(results).toEqual(['failed: ended with 22']);
    expect(said).toContain('no such thing');
  });

  it('are not run where they take minutes or want an account', async () => {
    const { cwd, results } = await read(['long', 'echo one > file'], ['account', 'echo one > file']);
    expect(results).toEqual(['not run: takes minutes', 'not run: wants an AWS account']);
    expect(existsSync(join(cwd, 'file'))).toBe(false);
  });

  it('find what serves serving until the page ends, and it is ended then', async () => {
    const serve = [
      'trap "echo ended > end; exit 0" INT',
      'echo; echo Serving.',
      'echo up > up',
      'while true; do sleep 0.05; done',
    ];
    const { cwd, results } = await read(['serves', ...serve], ['', 'cat up', 'test ! -e end']);
    expect(results).toEqual(['passed', 'passed']);
    expect(readFileSync(join(cwd, 'end'), 'utf8')).toBe('ended\n');
  });

  it('fail where what should serve ends by itself', async () => {
    const { results } = await read(['serves', 'echo no']);
    expect(results).toEqual(['failed: ended with 0']);
  });
});

describe('a fresh clone', () => {
  it('has what is committed and no packages, says that changes are left out, and is removed', async () => {
    const tree = temporaryFolder();
    const git = (...parameters: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@shop.example', ...parameters], { cwd: tree });
    git('init', '--quiet');
    writeFileSync(join(tree, 'code.ts'), 'committed');
    git('add', '.');
    git('commit', '--quiet', '-m', 'a');
    mkdirSync(join(tree, 'node_modules'));
    writeFileSync(join(tree, 'code.ts'), 'changed');
    let seen: FreshClone | undefined;
    await withFreshClone(tree, never, async (clone) => {
      seen = clone;
      expect(readFileSync(join(clone.root, 'code.ts'), 'utf8')).toBe('committed');
      expect(existsSync(join(clone.root, 'node_modules'))).toBe(false);
      expect(clone.leavesChangesOut).toBe(true);
    });
    expect(existsSync(seen!.root)).toBe(false);
  });
});
