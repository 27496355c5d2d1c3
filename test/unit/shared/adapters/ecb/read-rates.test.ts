import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEcbRates } from '../../../../../shared/adapters/ecb/read-rates.ts';
import { InvalidInputError, MalformedInputError } from '../../../../../shared/domain/errors.ts';

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>
    <Cube time='2026-11-24'><Cube currency='USD' rate='1.0800'/><Cube currency='JPY' rate='162.50'/></Cube>
    <Cube time="2026-11-23"><Cube currency="USD" rate="1.0790"/></Cube>
  </Cube>
</gesmes:Envelope>`;

describe('a file of exchange rates', () => {
  it('is read from the CSV of the history: N/A and empty columns say nothing', () => {
    expect(readEcbRates('Date,USD,ROL,\n2026-11-24,1.08,N/A,\r\n2004-01-02,1.26,41158,\n')).toEqual([
      { day: '2026-11-24', perEuro: { USD: '1.08' } },
      { day: '2004-01-02', perEuro: { USD: '1.26', ROL: '41158' } },
    ]);
  });

  it('is read from the CSV of one day, whose date is in words', () => {
    expect(readEcbRates('\uFEFFDate, USD, JPY, \n4 November 2026, 1.0812, 162.35, \n')).toEqual([
      { day: '2026-11-04', perEuro: { USD: '1.0812', JPY: '162.35' } },
    ]);
  });

  it('is read from XML, the digits as they were written', () => {
    expect(readEcbRates(XML)).toEqual([
      { day: '2026-11-24', perEuro: { USD: '1.0800', JPY: '162.50' } },
      { day: '2026-11-23', perEuro: { USD: '1.0790' } },
    ]);
  });

  it.each([
    ['', 'line 1: want "Date"'],
    ['itemId,title\na,b', 'line 1: want "Date"'],
    ['Date,USD\n', 'names no day'],
    ['Date,USD\n2026-11-24,1,2', 'line 2: has 3 cells; the header has 2'],
    ['<html><body>sorry</body></html>', 'no Envelope'],
    ['<Envelope><Cube/></Envelope>', 'names no day'],
    ['<Envelope><Cube>', 'no XML that can be read'],
  ])('is refused where it is none: %j', (text, reason) => {
    expect(() => readEcbRates(text)).toThrow(MalformedInputError);
    expect(() => readEcbRates(text)).toThrow(reason);
  });

  it.each([
    ['Date,USD\n2026-13-01,1', '/days/0/day'],
    ['Date,USD\n2026-11-24,one', '/days/0/perEuro/USD: want a decimal number'],
    ['Date,usd\n2026-11-24,1', '/days/0/perEuro/usd'],
    ['<Envelope><Cube><Cube time="2026-11-24"><Cube currency="USD"/></Cube></Cube></Envelope>', '/days/0/perEuro/USD'],
    ['<Envelope><Cube><Cube><Cube currency="USD" rate="1"/></Cube></Cube></Envelope>', '/days/0/day'],
  ])('names what is wrong in it: %j', (text, reason) => {
    expect(() => readEcbRates(text)).toThrow(InvalidInputError);
    expect(() => readEcbRates(text)).toThrow(reason);
  });

  it('throws nothing but what says what is wrong, whatever it holds', () => {
    const pieces = fc.constantFrom(
      'Date,',
      'USD',
      ',',
      '\n',
      '1.08',
      '2026-11-24',
      '<',
      '</Cube>',
      '<Cube ',
      "time='",
      '>',
      '&amp;',
      '&#0;',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          try {
            readEcbRates(text);
          } catch (error) {
            expect(error instanceof MalformedInputError || error instanceof InvalidInputError).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
