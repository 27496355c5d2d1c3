import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { night } from '../../infra/night-machine.ts';
import * as plan from '../../infra/topology.ts';
import { type FunctionName, functions, routes, type StoreName, stores } from '../../infra/topology.ts';
import * as privacy from '../../shared/privacy/consent.ts';

const root = join(import.meta.dirname, '..', '..');
const names = Object.keys(functions) as FunctionName[];
const handlerOf = (name: FunctionName): string => readFileSync(join(root, functions[name].entry), 'utf8');

/** All routes.ts of a function: its handler.ts picks adapters and names no route. */
const tablesOf = (name: FunctionName): string => {
  const folder = join(root, dirname(functions[name].entry));
  const tables = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(^|\/)routes\.ts$/.test(file),
  );
  return tables.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
};

describe('the plan and the functions', () => {
  it('know the same handlers', () => {
    const folders = readdirSync(join(root, 'functions')).filter((folder) =>
      existsSync(join(root, 'functions', folder, 'handler.ts')),
    );
    expect(folders.map((folder) => `functions/${folder}/handler.ts`).sort()).toEqual(
      names.map((name) => functions[name].entry).sort(),
    );
  });

  it.each(names)('%s answers the routes that the plan gives it, and no others', (name) => {
    const answered = [...tablesOf(name).matchAll(/'((?:GET|POST|PUT|PATCH|DELETE) [^']+)':/g)].map(
      ([, route]) => route,
    );
    const planned = routes.filter(({ target }) => target === name).map(({ route }) => route);
    expect(answered.sort()).toEqual(planned.sort());
  });

  it.each(names)('%s reads the variables that the plan gives it, and no others', (name) => {
    const [, list = ''] = /loadConfig\(([^)]*)\)/.exec(handlerOf(name)) ?? [];
    const read = [...list.matchAll(/'(\w+)'/g)].map(([, variable]) => variable);
    const { grants, environment } = functions[name];
    const granted = new Set<StoreName>([...(grants.read ?? []), ...('write' in grants ? grants.write : [])]);
    expect(read.sort()).toEqual(
      [...[...granted].map((store) => stores[store].env), ...Object.keys(environment)].sort(),
    );
  });

  it('know the same regimes of consent', () => {
    expect(plan.CONSENT_REGIMES).toEqual(privacy.CONSENT_REGIMES);
  });

  it('know the same steps of the night', () => {
    const planned = Object.values(night.States).flatMap((state) =>
      state.Type === 'Task' ? state.Parameters.step : [],
    );
    const known = [...readFileSync(join(root, 'functions/nightly/night.ts'), 'utf8').matchAll(/case '([\w-]+)':/g)].map(
      ([, step]) => step,
    );
    expect(known).toEqual(expect.arrayContaining(planned));
    expect(known.filter((step) => !planned.includes(step ?? ''))).toEqual([
      'evaluate-dataset',
      'evaluate-ratings',
      'evaluate-task',
      'anonymise',
      'replay',
    ]); // asked by hand only
  });
});
