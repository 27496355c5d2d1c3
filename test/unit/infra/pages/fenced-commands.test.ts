import { describe, expect, it } from 'vitest';
import { commandBlocks } from '../../../../infra/pages/fenced-commands.ts';

const page = (...lines: readonly string[]) => commandBlocks('docs/a.md', lines.join('\n'));

describe('blocks of commands', () => {
  it('are told with their place and how they are run, in order; what is no shell’s is none', () => {
    expect(
      page(
        '# A',
        '',
        '```sh',
        'npm ci',
        'ls',
        '```',
        '```js',
        'a()',
        '```',
        '',
        '```',
        'text',
        '```',
        '```sh long',
        'npm test',
        '```',
      ),
    ).toEqual([
      { page: 'docs/a.md', line: 4, commands: 'npm ci\nls\n', mode: '' },
      { page: 'docs/a.md', line: 15, commands: 'npm test\n', mode: 'long' },
    ]);
  });

  it('say nothing else of how they are run, and are of no other shell', () => {
    expect(() => page('', '```sh slow', 'a', '```')).toThrow(
      'docs/a.md:2: want nothing behind sh, or one of serves, long, account; got slow',
    );
    expect(() => page('```bash', 'a', '```')).toThrow('docs/a.md:1: want sh, got bash');
  });
});
