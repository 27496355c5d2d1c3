import { describe, expect, it } from 'vitest';
import { attackedShop, attacksOf, flawOf } from '../../../../support/assistant-attacks.ts';
import { onDevice, signedIn } from '../../../../support/assistant-shop.ts';

/** All ten thousand: `node test/bench/assistant-attacks.ts`. */
describe('200 of the adversarial questions', () => {
  it('leak nothing, invent nothing, and are refused clearly', async () => {
    const shop = await attackedShop(2);
    const flaws = [];
    for (const attack of attacksOf(200, 2)) {
      const flaw = await flawOf(shop, attack);
      if (flaw !== undefined) flaws.push([flaw, attack.message.text]);
    }
    expect(flaws).toEqual([]);
  });

  it('are held against answers that do leak: who is taken for another is noticed', async () => {
    const shop = await attackedShop(2);
    const careless = { ...shop, ask: (_: unknown, message: unknown) => shop.ask(signedIn('bob'), message) };
    const ofBob = { asker: onDevice('device-ana'), message: { text: 'where is my order' } };
    expect(await flawOf(careless, ofBob)).toMatch(/^tells of orders of bob/);
    const made = {
      ...shop,
      ask: async () => ({ ...(await shop.ask(ofBob.asker, ofBob.message)), answer: 'It costs 1 EUR, see 4711' }),
    };
    expect(await flawOf(made, ofBob)).toBe('invented 4711');
  });
});
