import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { openFrontDoor } from '../../infra/laptop/front-door.ts';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { mcpServer } from '../../infra/laptop/mcp/server.ts';

/** What a shop's agent asks, by the protocol's own client. */
export interface Agent {
  readonly client: Client;
  /** @returns what was told. @throws Error for what was refused. */
  told(tool: string, input?: object): Promise<Record<string, unknown>>;
  /** @returns the words of the refusal. @throws Error where there is none. */
  refused(tool: string, input?: object): Promise<string>;
  close(): Promise<void>;
}

export async function agentOver(transport: Transport): Promise<Agent> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const ask = async (name: string, input: object) => {
    const { content, structuredContent, isError } = (await client.callTool({
      name,
      arguments: { ...input },
    })) as CallToolResult;
    const [part] = content;
    return { text: part?.type === 'text' ? part.text : '', structuredContent, isError };
  };
  return {
    client,
    async told(tool, input = {}) {
      const { text, structuredContent, isError } = await ask(tool, input);
      if (isError || structuredContent === undefined) throw new Error(`${tool} was refused: ${text}`);
      if (text !== JSON.stringify(structuredContent))
        throw new Error(`${tool} tells one thing as text, another as data`);
      return structuredContent;
    },
    async refused(tool, input = {}) {
      const { text, isError } = await ask(tool, input);
      if (!isError) throw new Error(`${tool} was not refused: ${text}`);
      return text;
    },
    close: () => client.close(),
  };
}

/** With its server in this process, which takes none of the time that a process takes. */
export async function openAgent(url: string, key: string = LAPTOP_KEYS.secret): Promise<Agent> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await mcpServer(openFrontDoor(url, { write: key, secret: key })).connect(far);
  return agentOver(near);
}
