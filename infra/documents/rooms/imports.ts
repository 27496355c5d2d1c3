/** Who imports whom in the house, by dependency-cruiser: every import that its rules look at, types too. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * By room, the other rooms that its files import, all by name. A room is `shared/math`, `functions/decide`; `infra` is
 * the plan.
 */
export type RoomImports = ReadonlyMap<string, ReadonlySet<string>>;

interface Module {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

/** @param root - of a checkout with its packages. */
export async function roomImports(root: string): Promise<RoomImports> {
  const command = [join(root, 'node_modules/.bin/depcruise'), '--output-type', 'json', 'functions', 'shared', 'infra'];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((failed: { readonly stdout: string }) => failed); // it fails where a rule is broken, which others tell
  return importsOf((JSON.parse(stdout) as { readonly modules: readonly Module[] }).modules);
}

export function importsOf(modules: readonly Module[]): RoomImports {
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    if (from === undefined) continue;
    const others = imports.get(from) ?? new Set();
    imports.set(from, others);
    for (const { resolved } of dependencies) {
      const to = roomOf(resolved);
      if (to !== undefined && to !== from) others.add(to);
    }
  }
  return byName(imports);
}

/** So that a line moved within a file changes no picture. */
const byName = (imports: RoomImports): RoomImports =>
  new Map([...imports.keys()].sort().map((room) => [room, new Set([...imports.get(room)!].sort())]));

/** Undefined for packages and Node's own modules. */
function roomOf(path: string): string | undefined {
  const [folder = '', room = '', ...rest] = path.split('/');
  if (!['functions', 'shared', 'infra'].includes(folder)) return undefined;
  return rest.length > 0 ? `${folder}/${room}` : folder;
}
