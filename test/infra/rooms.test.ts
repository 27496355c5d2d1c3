import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { roomsDocument } from '../../infra/documents/rooms/document.ts';
import { importsOf, roomImports } from '../../infra/documents/rooms/imports.ts';

const root = join(import.meta.dirname, '../..');
const written = (file: string) => readFileSync(join(root, 'docs', file), 'utf8');

describe('docs/rooms.md and its picture', async () => {
  const imports = await roomImports(root);

  it('are what `npm run docs:rooms` makes of the code now', () => {
    const { page, picture } = roomsDocument(imports);
    expect(written('rooms.md')).toBe(page);
    expect(written('rooms.svg')).toBe(picture);
  });

  it('cannot be made with a room of which nothing is told', () => {
    expect(() => roomsDocument(new Map([...imports, ['shared/attic', new Set()]]))).toThrow(
      'room shared/attic: say in infra/documents/rooms/plan.ts what it is for and where it stands',
    );
  });

  it('cannot be made where a room imports one that stands beside or above it', () => {
    expect(() => roomsDocument(new Map([...imports, ['shared/simulation', new Set(['shared/evaluation'])]]))).toThrow(
      'shared/simulation imports shared/evaluation: in infra/documents/rooms/plan.ts that must stand lower',
    );
  });
});

describe('imports between rooms', () => {
  const module = (source: string, ...others: readonly string[]) => ({
    source,
    dependencies: others.map((resolved) => ({ resolved })),
  });

  it('are those of their files, whatever lies between; packages and files of the same room are none', () => {
    const imports = importsOf([
      module('functions/decide/past.ts', 'shared/domain/event.ts', 'functions/decide/contract.ts'),
      module('functions/decide/handler.ts', 'shared/adapters/s3/client.ts', 'node_modules/zod/index.js'),
      module('infra/aws/stacks/a.ts', 'infra/topology.ts', 'node:fs'),
      module('shared/domain/event.ts'),
    ]);
    expect(imports).toEqual(
      new Map([
        ['functions/decide', new Set(['shared/domain', 'shared/adapters'])],
        ['infra/aws', new Set(['infra'])],
        ['shared/domain', new Set()],
      ]),
    );
  });

  it('come by name, in whatever order files and their lines stand', () => {
    const imports = importsOf([
      module('shared/model/a.ts', 'shared/math/a.ts', 'shared/learning/a.ts'),
      module('functions/decide/a.ts'),
    ]);
    expect([...imports].map(([room, others]) => [room, ...others])).toEqual([
      ['functions/decide'],
      ['shared/model', 'shared/learning', 'shared/math'],
    ]);
  });
});
