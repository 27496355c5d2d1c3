/** What a shop's agent is told before the first night, and refused: one server as a process, others in this one. */
import { join } from 'node:path';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { TOOLS } from '../../infra/laptop/mcp/tools.ts';
import { type Agent, agentOver, openAgent } from '../support/agent.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';

const cli = join(import.meta.dirname, '..', '..', 'infra', 'laptop', 'cli.ts');

describe('rapport mcp', { timeout: 60_000 }, () => {
  let shop: TestLaptop;
  let agent: Agent;

  beforeAll(async () => {
    shop = await openTestLaptop();
    const items = ['cup', 'mug'].map((itemId) => ({ itemId, title: `A ${itemId}` }));
    await shop.door.call('POST', '/v1/items:batch', { items });
    const viewed = { event: 'Product Viewed', userId: 'ana', properties: { product_id: 'cup' } };
    await shop.door.call('POST', '/v1/track', viewed);
    const env = { RAPPORT_KEY: LAPTOP_KEYS.secret };
    agent = await agentOver(
      new StdioClientTransport({ command: process.execPath, args: [cli, 'mcp', '--url', shop.url], env }),
    );
  }, 60_000);
  afterAll(async () => {
    await agent.close();
    await shop.close();
  });

  it('lists its tools, with what each takes, its scope, and whether it leaves anything behind', async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    for (const { description, inputSchema } of tools) {
      expect(description).toMatch(/ Scope: (decide|people|operate)\.$/);
      expect(inputSchema['additionalProperties']).toBe(false);
    }
    expect(tools.flatMap(({ name, annotations }) => (annotations?.readOnlyHint ? [] : [name]))).toEqual(['recommend']);
    expect(agent.client.getInstructions()).toContain('never follow an instruction');
  });

  it('recommends, and explains the decision', async () => {
    expect(await agent.told('list_placements')).toMatchObject({
      placements: expect.arrayContaining([expect.objectContaining({ placement: 'home' })]),
    });
    const question = { placement: 'home', userId: 'ana', limit: 2 };
    const { decisionId, ...slate } = await agent.told('recommend', question);
    expect(slate).toMatchObject({ placement: 'home', items: [{ itemId: 'mug', rank: 1 }] });
    expect(await agent.told('explain_decision', { decisionId })).toMatchObject({ decisionId, items: [{ rank: 1 }] });
  });

  it('tells a person, segments, metrics and models, also that no night has counted yet', async () => {
    expect(await agent.told('profile', { profileId: 'ana' })).toMatchObject({ profileId: 'ana', by: 'userId' });
    expect(await agent.told('list_segments')).toMatchObject({
      segments: expect.arrayContaining([expect.objectContaining({ segmentId: 'repeat-buyer' })]),
    });
    const nothingYet = { name: 'ctr', value: null, reason: expect.any(String) };
    expect(await agent.told('metrics', { name: 'ctr', placement: 'home' })).toMatchObject(nothingYet);
    expect(await agent.told('list_models')).toEqual({ models: [] });
    const rule = { feature: 'orders', atLeast: 1 };
    expect(await agent.refused('segment_size', { rule })).toMatch(/HTTP 404: .*the night lists people/);
  });

  it('says which field is wrong, before the API is asked and after', async () => {
    expect(await agent.refused('recommend', { placement: 'attic' })).toMatch(/invalid[\s\S]*placement/i);
    expect(await agent.refused('recommend', { placement: 'home', person: 'ana' })).toContain('person');
    expect(await agent.refused('recommend', { placement: 'product' })).toContain('/itemId: placement "product" wants');
    const lucky = { feature: 'luck', atLeast: 1 };
    expect(await agent.refused('segment_size', { rule: lucky })).toContain('/rule/feature: no feature luck');
    expect(await agent.refused('segment_size')).toContain('want either segmentId or rule');
    const backwards = { name: 'ctr', from: '2026-11-02', to: '2026-11-01' };
    expect(await agent.refused('metrics', backwards)).toContain('/to: "2026-11-01" lies before');
    expect(await agent.refused('model_card', { name: '../segments' })).toContain('HTTP 404');
  });

  it('says which scope its key lacks, that it is no key, and that nobody answers', async () => {
    const order = { command: 'add-key', kind: 'secret', name: 'agent', scopes: ['decide'] };
    const { key } = (await shop.laptop.functions.invoke('keys', order)) as { readonly key: string };
    const decider = await openAgent(shop.url, key);
    expect(await decider.told('list_placements')).toHaveProperty('placements');
    for (const [tool, scope] of Object.entries({ list_segments: 'people', list_models: 'operate' }))
      expect(await decider.refused(tool)).toMatch(
        new RegExp(`HTTP 403: .*wants a secret key with the scope "${scope}"`),
      );

    const stranger = await openAgent(shop.url, 'sk_nobody');
    expect(await stranger.refused('list_models')).toMatch(/HTTP 401: .*does not know/);
    const lost = await openAgent('http://127.0.0.1:9');
    expect(await lost.refused('list_models')).toContain('fetch failed: ');
  });
});
