/** What the pages name is there: paths, names in files, options, and how their commands are run. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../infra/aws/config.ts';
import { commandBlocks } from '../../infra/pages/fenced-commands.ts';
import { pagesOf } from '../../infra/pages/pages.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

const FOLDERS = ['functions', 'shared', 'infra', 'test', 'docs'];
const paths = [
  ...readdirSync(root),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  ),
];

/** `<feature>` and `*` stand for any name, `{a,b}` for each. */
function isThere(path: string): boolean {
  const pattern = path
    .replace(/\/$/, '')
    .replace(/[.+]/g, '\\$&')
    .replace(/<\w+>|\*/g, '[^/]+')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`);
  const named = new RegExp(`^${pattern}$`);
  return paths.some((known) => named.test(known));
}

/** A name that a page says stands in a file, or in some file of a folder. */
function stands(name: string, path: string): boolean {
  const files = statSync(join(root, path)).isDirectory()
    ? paths.filter((known) => known.startsWith(`${path}/`) && known.endsWith('.ts'))
    : [path];
  return files.some((file) => new RegExp(`\\b${name}\\b`).test(textOf(file)));
}

/** Lines as a shell reads them: what ends with a backslash goes on. */
const linesOf = (text: string): readonly string[] => text.replace(/\\\n/g, ' ').split('\n');
const allOf = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, it = '']) => it);

/** As GitHub names what a link may lead to. */
const headingsOf = (page: string): readonly string[] =>
  allOf(textOf(page), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\d\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The options of a command of rapport. */
async function optionsOf(command: string): Promise<readonly string[]> {
  const { default: defined } = (await import(join(root, `infra/laptop/commands/${command}.ts`))) as {
    readonly default: { readonly args: Readonly<Record<string, unknown>> };
  };
  return ['help', ...Object.keys(defined.args)];
}

/** The options that a program of the house reads with parseArgs. */
const optionsIn = (file: string): readonly string[] => allOf(textOf(file), /'?([\w-]+)'?: \{\s*type:/g);

/** Undefined where a line names no command of ours, or one that hands all on to another program. */
async function optionsOn(line: string): Promise<readonly string[] | undefined> {
  const commands = [...allOf(line, /npx rapport ([\w-]+)/g), ...(line.includes('npm start') ? ['start'] : [])];
  const run = allOf(line, /npm run ([\w:]+)/g);
  const files = [
    ...allOf(line, /npx node (\S+\.ts)/g),
    ...run.flatMap((name) => allOf(scripts[name] ?? '', /(\S+\.ts)/g)),
  ];
  if (commands.length + files.length === 0 || run.includes('watch')) return undefined;
  return [...(await Promise.all(commands.map(optionsOf))).flat(), ...files.flatMap(optionsIn)];
}

describe.each(pagesOf(root))('%s', (page) => {
  const text = textOf(page);

  it('names only paths that exist', () => {
    const named = allOf(text, /(?<![\w./:-])((?:functions|shared|infra|test|docs)\/[\w.*<>{},/-]*[\w*>}/])/g);
    expect([...new Set(named)].filter((path) => !isThere(path))).toEqual([]);
  });

  it('says of names only that they stand where they do', () => {
    const beside = [...text.matchAll(/\]\((?:\.\.\/)*([^)#:]+\.ts)\) `(\w+)`/g)].map(([, path, name]) => [name, path]);
    const inFiles = [...text.matchAll(/`(\w+)` (?:in |of |\()`([\w./-]+)`/g)].map(([, name, path]) => [name, path]);
    const ofOurs = [...beside, ...inFiles].filter(([, path = '']) => paths.includes(path));
    expect(ofOurs.filter(([name = '', path = '']) => !stands(name, path))).toEqual([]);
  });

  it('links only to headings that exist', () => {
    const links = [...text.matchAll(/\]\(((?!https?:)[^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(([, path = '', heading = '']) => {
      const target = path === '' ? page : join(dirname(page), path);
      return !headingsOf(target).includes(heading);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it('gives a command only options that it has', async () => {
    const unknown: string[] = [];
    for (const line of linesOf(text)) {
      const named = allOf(line, /(?<=[\s`])--([a-z][\w-]*)/g);
      const known = named.length > 0 ? await optionsOn(line) : undefined;
      unknown.push(
        ...named.filter((option) => known?.includes(option) === false).map((option) => `--${option}: ${line}`),
      );
    }
    expect(unknown).toEqual([]);
  });

  it('gives a deployment only options that it has', () => {
    for (const option of allOf(text, /-c (\w+)=/g)) {
      const read = () => loadConfig({ [option]: '?' });
      if (option === 'stage') expect(read).toThrow('unknown stage');
      else expect(read).not.toThrow('unknown option');
    }
  });

  it('starts nothing with the system’s node', () => {
    expect(allOf(text, /(?<!npx )\b(node [\w./-]+\.ts)/g)).toEqual([]);
  });

  it('has only blocks of commands of which it says how they are run', () => {
    for (const { commands } of commandBlocks(page, text)) expect(commands.trim()).not.toBe('');
  });
});
