import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { defineCommand } from 'citty';
import { openFrontDoor } from '../front-door.ts';
import { LAPTOP_KEYS, runningLaptop } from '../laptop.ts';
import { mcpServer } from '../mcp/server.ts';
import { absolute, directoryOption, telling } from './options.ts';
import { doorOptions } from './with-front-door.ts';

export default defineCommand({
  meta: { name: 'mcp', description: 'Serve recommendations, segments and metrics to an agent, by MCP over stdio' },
  args: {
    ...doorOptions,
    key: { ...doorOptions.key, description: 'A secret key of that API; better in RAPPORT_KEY, which no list shows' },
    ...directoryOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const { url, key } = addressOf(args);
      // stdout is the protocol's alone; the process ends when the agent closes stdin.
      await mcpServer(openFrontDoor(url, { write: key, secret: key })).connect(new StdioServerTransport());
    }),
});

interface Asked {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly directory: string;
}

/** The API that is named, else the laptop that runs in the folder. @throws Error saying what is wanted. */
function addressOf({ url, key = process.env['RAPPORT_KEY'], directory }: Asked): {
  readonly url: string;
  readonly key: string;
} {
  if (url !== undefined) {
    if (!URL.canParse(url)) throw new Error(`--url: want an address like https://api.shop.example, got "${url}"`);
    if (!key) throw new Error('--url wants a secret key of that API, in RAPPORT_KEY or --key');
    return { url, key };
  }
  const running = runningLaptop(absolute(directory));
  if (running === undefined)
    throw new Error(`no laptop runs in ${absolute(directory)}: start one by npm start, or name an API by --url`);
  return { url: running.url, key: key || LAPTOP_KEYS.secret };
}
