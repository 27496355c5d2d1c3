import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionHost } from './function-host.ts';
import { type NightInput, type NightOutput, runNight } from './night.ts';
import type { EmbeddedStores } from './stores.ts';

/** There while a night may have erased somebody whose bytes still lie in the stores' files. */
const unsweptFile = (directory: string): string => join(directory, 'unswept');

/** A night; where it ended erasures, the files of the stores hold nothing of them either. */
export async function sweptNight(
  { directory, host, stores }: { directory: string; host: FunctionHost; stores: EmbeddedStores },
  input: NightInput,
  onStep: (step: string) => void,
): Promise<NightOutput> {
  writeFileSync(unsweptFile(directory), '');
  const output = await runNight(host, input, onStep);
  if ((output.sweep?.completed ?? 0) > 0) await stores.compact();
  rmSync(unsweptFile(directory), { force: true });
  return output;
}

/** After a night that was cut off: whether it had erased somebody is not known. */
export async function finishSweep(directory: string, stores: EmbeddedStores): Promise<void> {
  if (!existsSync(unsweptFile(directory))) return;
  await stores.compact();
  rmSync(unsweptFile(directory), { force: true });
}
