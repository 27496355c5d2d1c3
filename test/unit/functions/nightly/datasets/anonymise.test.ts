import { describe, expect, it } from 'vitest';
import { anonymiseStep } from '../../../../../functions/nightly/datasets/anonymise.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { freshHash } from '../../../../../shared/adapters/system/fresh-hash.ts';
import type { ConsentStatement } from '../../../../../shared/domain/consent.ts';
import type { Event } from '../../../../../shared/domain/event.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../../shared/domain/person-record.ts';
import { parseInteractions } from '../../../../../shared/evaluation/datasets/interactions.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { anEvent } from '../../../../support/events.ts';
import { segmentOf } from '../../../../support/simulated-night.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const said = (granted: boolean): ConsentStatement => ({ granted, atMs: 1, source: 'api' });
const agrees: PersonRecord = { ...EMPTY_RECORD, consent: { research: said(true) } };
const refuses: PersonRecord = { ...EMPTY_RECORD, consent: { research: said(false) } };

let count = 0;
const view = (itemId: string, fields: Partial<Event> = {}): Event => {
  count++;
  const atMs = NOON + count * 60_000;
  return anEvent({ messageId: `m${count}`, properties: { product_id: itemId }, atMs, clientAtMs: atMs, ...fields });
};
const scanned = (partition: string, events: readonly Event[], fields: Partial<ScannedPerson> = {}): ScannedPerson => ({
  partition,
  owner: partition,
  events,
  ...fields,
});
/** Enough people who agree for k = 3, each with the same three items. */
const crowd = ['U#c1', 'U#c2', 'U#c3'].map((partition) =>
  scanned(partition, [view('tea'), view('cup'), view('pot')], { record: agrees }),
);

async function anonymised(people: readonly ScannedPerson[], k = 3) {
  const datasets = memoryDatasets({});
  const step = anonymiseStep({
    timeline: { scan: (segment, segmentCount) => segmentOf(people, segment, segmentCount) },
    datasets,
    freshHash,
    log: silentLog,
  });
  const report = await step({ k, dataset: 'out' }).catch((error: Error) => error);
  const files = await datasets.list('out');
  const texts = await Promise.all(files.map((file) => datasets.readText('out', file)));
  return { report, files: new Map(files.map((file, i) => [file, texts[i]!])) };
}

describe('who is in an anonymised data set', () => {
  it('is who stated to agree, and nobody who was silent, refused, or is restricted', async () => {
    const events = () => [view('tea'), view('cup')];
    const { report } = await anonymised([
      ...crowd,
      scanned('U#silent', events()),
      scanned('U#other-consent', events(), { record: { ...EMPTY_RECORD, consent: { profiling: said(true) } } }),
      scanned('U#refuses', events(), { record: refuses }),
      scanned('U#restricted', events(), { record: { ...agrees, restrictedAtMs: 1 } }),
      scanned('A#device-that-agrees', events(), { record: agrees }),
    ]);
    expect(report).toMatchObject({ people: 4, smallestClass: 4 });
  });

  it('is nobody of whom one device says no, and a device counts only by its owner’s word', async () => {
    const owned = { owner: 'U#owner' };
    const owner = scanned('U#owner', [view('tea')], { record: agrees });
    const phone = scanned('A#phone', [view('cup')], owned);
    const people = async (more: readonly ScannedPerson[]) =>
      ((await anonymised([...crowd, ...more])).report as { people: number }).people;

    expect(await people([owner, phone])).toBe(4);
    expect(await people([owner, { ...phone, record: refuses }])).toBe(3);
    expect(await people([scanned('U#owner', [view('tea')]), { ...phone, record: agrees }])).toBe(3);
    expect(await people([{ ...phone, record: agrees }])).toBe(3);
  });

  it('is nothing that was captured while research was refused', async () => {
    const events = [view('tea'), view('cup', { refused: ['research'] }), view('pot', { refused: ['advertising'] })];
    const { report } = await anonymised([...crowd, scanned('U#late', events, { record: agrees })]);
    expect(report).toMatchObject({ people: 4, rows: 3 * 3 + 2 });
  });

  it('has an event once, though it lies under the device and under its owner', async () => {
    const twice = view('tea', { anonymousId: 'phone' });
    const { report } = await anonymised([
      ...crowd,
      scanned('U#owner', [twice], { record: agrees }),
      scanned('A#phone', [twice], { owner: 'U#owner' }),
    ]);
    expect(report).toMatchObject({ people: 4, rows: 3 * 3 + 1 });
  });
});

describe('the files of an anonymised data set', () => {
  it('are a data set of the form "interactions", with the last new item to be foreseen', async () => {
    const { files } = await anonymised(crowd);
    const { people, isOrdered } = parseInteractions(files.get('train.tsv') ?? '', files.get('test.tsv') ?? '');
    expect(isOrdered).toBe(true);
    expect(people.map(({ train, test }) => [train, test])).toEqual(crowd.map(() => [['tea', 'cup'], ['pot']]));
  });

  it('tell of people what at least k share: market, device, part of the day', async () => {
    const context = { locale: 'de-DE', timezone: 'Europe/Berlin', device: { type: 'mobile' }, ip: '192.0.2.7' };
    const { files } = await anonymised(
      ['U#c1', 'U#c2', 'U#c3'].map((partition) => scanned(partition, [view('tea', { context })], { record: agrees })),
    );
    expect(files.get('people.tsv')?.split('\n')).toEqual([
      'user\tmarket\tdevice\tdaypart',
      'p1\tDE\tmobile\tafternoon',
      'p2\tDE\tmobile\tafternoon',
      'p3\tDE\tmobile\tafternoon',
      '',
    ]);
  });

  it('stay tables whatever an item is called', async () => {
    const odd = 'tea\tpot\n100 %';
    const { files } = await anonymised(
      ['U#c1', 'U#c2', 'U#c3'].map((partition) => scanned(partition, [view(odd)], { record: agrees })),
    );
    expect(files.get('train.tsv')?.split('\n')[1]).toBe('p1\ttea%09pot%0A100 %25\t0\tview');
  });

  it('are not there when too few agree', async () => {
    const { report, files } = await anonymised(crowd, 4);
    expect(report).toMatchObject({
      name: 'InvalidInputError',
      defects: [{ pointer: '/k', reason: '4 people are wanted to be alike, and there are 0' }],
    });
    expect([...files]).toEqual([]);
  });
});
