import { describe, expect, it } from 'vitest';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { fitIntents } from '../../../../shared/dialogue/intents/fit-intents.ts';
import { intentRecogniser } from '../../../../shared/dialogue/intents/recognise.ts';
import { IncompatibleModelError } from '../../../../shared/domain/errors.ts';
import { intentFiles, readIntentModel } from '../../../../shared/model/intent-model.ts';

const TOPICS: Readonly<Record<string, readonly string[]>> = {
  cancel: ['cancel my order', 'stop the order', '取消订单'],
  track: ['where is my parcel', 'track the parcel', '包裹到哪了'],
  refund: ['give me my money back', 'refund the money', '退钱给我'],
  size: ['which size fits me', 'size table', '尺码怎么选'],
  invoice: ['send me the invoice', 'invoice as pdf', '给我发票'],
  gift: ['wrap it as a gift', 'gift paper', '礼物包装'],
};
const OPENINGS = ['please', 'hello', 'can you', 'I want this now:', 'sorry,', '请问', '你好', '麻烦'];
const EXAMPLES = Object.entries(TOPICS).flatMap(([intent, texts]) =>
  texts.flatMap((text) => OPENINGS.map((opening) => ({ intent, text: `${opening} ${text}` }))),
);
const model = fitIntents(EXAMPLES);
const ask = intentRecogniser(model);

describe('intents', () => {
  it.each([
    ['could somebody cancle my ordr', 'cancel'],
    ['TRACK PARCEL', 'track'],
    ['我想把订单取消', 'cancel'],
    ['发票', 'invoice'],
    ['money back!', 'refund'],
  ])('knows what "%s" wants', (text, intent) => {
    expect(ask(text).intent).toBe(intent);
  });

  it.each([
    ['hello please stop the order', 'cancel'],
    ['你好请问包裹到哪了', 'track'],
  ])('is sure of "%s", which is like what it learnt from', (text, intent) => {
    expect(ask(text)).toMatchObject({ intent, isInScope: true });
    expect(ask(text).confidence).toBeGreaterThan(0.9);
  });

  it.each(['the weather in Ulm', 'zebra crossing quartz', '', '?!'])(
    'says of "%s" that nothing of it is meant',
    (text) => {
      const told = ask(text);
      expect(told.isInScope).toBe(false);
      expect(told.confidence).toBeGreaterThanOrEqual(0);
      expect(told.confidence).toBeLessThanOrEqual(1);
    },
  );

  it('gives the same bytes of the same examples, and reads back what it wrote', async () => {
    const written = intentFiles(model, sha256Hash);
    expect(intentFiles(fitIntents(EXAMPLES), sha256Hash)).toEqual(written);
    const read = intentRecogniser(await readIntentModel(async (file) => written.get(file)!, sha256Hash));
    for (const { text } of EXAMPLES) expect(read(text)).toEqual(ask(text));
  });

  it('holds no words of the examples', () => {
    for (const bytes of intentFiles(model, sha256Hash).values())
      expect(new TextDecoder().decode(bytes)).not.toMatch(/parcel|money|包裹/);
  });

  it('refuses a file that is not the one of its manifest, and a manifest of another schema', async () => {
    const written = new Map(intentFiles(model, sha256Hash));
    const bytes = written.get('intents.bin')!.slice();
    bytes[100]! ^= 1;
    const changed = new Map([...written, ['intents.bin', bytes]]);
    const reading = (files: ReadonlyMap<string, Uint8Array>) =>
      readIntentModel(async (file) => files.get(file)!, sha256Hash);
    await expect(reading(changed)).rejects.toThrow(IncompatibleModelError);
    const other = new Map([...written, ['manifest.json', new TextEncoder().encode('{"schema": 99}')]]);
    await expect(reading(other)).rejects.toThrow('intents of schema 99');
  });

  it('learns of two intents with an example each, and refuses one intent', () => {
    const two = intentRecogniser(fitIntents([EXAMPLES[0]!, EXAMPLES.at(-1)!]));
    expect(two('cancel my order').intent).toBe('cancel');
    expect(() => fitIntents(EXAMPLES.slice(0, 2))).toThrow(RangeError);
  });
});
