import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../../infra/topology.ts';
import { PLACEMENT_RULES } from '../../shared/decisioning/placements.ts';
import { DEVICES, OBJECTIVES, PLACEMENTS } from '../../shared/domain/decision.ts';
import { AVAILABILITIES } from '../../shared/domain/item.ts';
import { itemFilterSchema } from '../../shared/domain/item-filter.ts';
import { EMPTY_PROFILE, profileOf } from '../../shared/features/profile/profile.ts';

const root = join(import.meta.dirname, '..', '..');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
const textOf = (document: string): string => readFileSync(join(root, document), 'utf8');
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

describe.each(documents)('%s', (document) => {
  const text = textOf(document);

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });

  it('names only commands of rapport that exist', () => {
    const commands = textOf('infra/laptop/commands/rapport.ts');
    const named = [...text.matchAll(/npx rapport ([\w-]+)/g)].map(([, command = '']) => command);
    expect(named.filter((command) => !commands.includes(`import('./${command}.ts')`))).toEqual([]);
  });

  it('names only options that a command has', () => {
    const commands = [
      'start',
      'import',
      'import-personalize',
      'night',
      'plan',
      'quality',
      'evaluate',
      'evaluate-task',
      'anonymise',
      'options',
      'with-front-door',
    ]
      .map((name) => textOf(`infra/laptop/commands/${name}.ts`))
      .join('\n');
    const lines = text.split('\n').filter((line) => /npx rapport|npm start --/.test(line));
    const named = lines.flatMap((line) => [...line.matchAll(/ --([a-z][\w-]*)/g)].map(([, option = '']) => option));
    const known = (option: string) =>
      option === 'help' || new RegExp(`['"]?${option}['"]?: \\{ ?\\n? *type:|['"]${option}['"]: \\{`).test(commands);
    expect(named.filter((option) => !known(option))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });
});

describe('docs/api.md', () => {
  it('has every route of the plan', () => {
    const text = textOf('docs/api.md');
    const paths = routes.map(({ route }) => route.split(' ')[1] ?? '');
    const isTold = (path: string) => {
      const type = /^\/v1\/(\w+)$/.exec(path)?.[1];
      return (
        text.includes(path.replace('/{proxy+}', '')) || (type !== undefined && new RegExp(`[{,]${type}[,}]`).test(text))
      );
    };
    expect(paths.filter((path) => !isTold(path))).toEqual([]);
  });

  it.each([
    ['placement', PLACEMENTS],
    ['device', DEVICES],
    ['objective', OBJECTIVES],
    ['availability', AVAILABILITIES],
    ['condition of a filter', Object.keys(itemFilterSchema.shape)],
    ['feature of a profile', Object.keys(profileOf(EMPTY_PROFILE, undefined, 0).features)],
  ])('names every %s', (_, names) => {
    const text = textOf('docs/api.md');
    expect(names.filter((name) => !text.includes(`\`${name}`))).toEqual([]);
  });

  it('tells of each placement what its slates say of themselves', () => {
    const [, ...told] = [...textOf('docs/api.md').matchAll(/^\| `([\w-]+)` \|.*\| `([\w-]+)` \| `([\w-]+)` \|$/gm)];
    expect(told.map(([, ...cells]) => cells)).toEqual(
      PLACEMENTS.map((placement) => {
        const { strategy, evidence } = PLACEMENT_RULES[placement];
        return [placement, strategy, evidence];
      }),
    );
  });
});
