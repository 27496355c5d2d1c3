/** Set up for each test file: files share a process, and none finds in it what another left there. */
import { afterAll } from 'vitest';
import { removeTemporaryFolders } from './temporary-folder.ts';

const environment = { ...process.env };

afterAll(() => {
  removeTemporaryFolders();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
