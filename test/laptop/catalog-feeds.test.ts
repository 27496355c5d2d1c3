import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAvailability, parseMoney, parseTime } from '../../infra/laptop/catalog-feeds/cells.ts';
import { csvItems } from '../../infra/laptop/catalog-feeds/csv.ts';
import type { FeedRow } from '../../infra/laptop/catalog-feeds/feed-item.ts';
import { jsonLinesItems } from '../../infra/laptop/catalog-feeds/json-lines.ts';
import { merchantItems } from '../../infra/laptop/catalog-feeds/merchant.ts';
import { type FeedFormat, readFeed } from '../../infra/laptop/catalog-feeds/read-feed.ts';
import { xmlItems } from '../../infra/laptop/catalog-feeds/xml-items.ts';
import { itemSchema } from '../../shared/domain/item.ts';

let folder: string;
let fileCount = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-feeds-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function rowsOf(name: string, content: string | Buffer, format?: FeedFormat): Promise<FeedRow[]> {
  const path = join(folder, `${fileCount++}-${name}`);
  await writeFile(path, content);
  return collect(readFeed(path, format));
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** The items, each as the API would take it; fails on a defect. */
function itemsIn(rows: readonly FeedRow[]) {
  return rows.map((row) => {
    if ('defect' in row) throw new Error(row.defect);
    return itemSchema.parse(row.item);
  });
}

const defectsIn = (rows: readonly FeedRow[]) => rows.flatMap((row) => ('defect' in row ? [row.defect] : []));

describe('a CSV feed', () => {
  it('becomes items, its other columns attributes', async () => {
    const header =
      'Item ID,title,description,categories,brand,price,cost,stock,availability,images,url,markets,created_at,Colour';
    const row =
      'tent-1,Tent,"Dry, warm",Outdoor > Camping,Norrvik,199.90 EUR,80 EUR,7,In Stock,https://a.example/1.jpg|https://a.example/2.jpg,https://a.example/t,DE|at,2026-01-31,moss';

    const rows = await rowsOf('shop.csv', `\uFEFF${header}\n${row}\n`);

    expect(rows).toEqual([
      {
        line: 2,
        item: {
          itemId: 'tent-1',
          title: 'Tent',
          description: 'Dry, warm',
          categories: ['Outdoor', 'Camping'],
          brand: 'Norrvik',
          price: { amount: 19990, currency: 'EUR' },
          cost: { amount: 8000, currency: 'EUR' },
          stock: 7,
          availability: 'in_stock',
          images: ['https://a.example/1.jpg', 'https://a.example/2.jpg'],
          url: 'https://a.example/t',
          markets: ['DE', 'AT'],
          createdAt: '2026-01-31T00:00:00.000Z',
          attributes: { Colour: 'moss' },
        },
      },
    ]);
    expect(itemsIn(rows)).toHaveLength(1);
  });

  it('gives back any text that was quoted into it, line by line', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\t', ' ', '>'), minLength: 1, maxLength: 12 })
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const quotedCell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), async (cells) => {
        const lines = cells.map(([title, note], i) => [`i${i}`, title, note].map(quotedCell).join(','));
        const rows = await rowsOf('round.csv', ['id,title,note', ...lines].join('\r\n'));

        expect(itemsIn(rows).map(({ title, attributes }) => [title, attributes['note']])).toEqual(cells);
        const firstLines = lines.map((_, i) => 2 + lines.slice(0, i).join('\n').split('\n').length - (i === 0 ? 1 : 0));
        expect(rows.map(({ line }) => line)).toEqual(firstLines);
      }),
      { numRuns: 40 },
    );
  });

  it('reads semicolons and tabs, a decimal comma, and a currency column', async () => {
    const rows = await rowsOf('excel.csv', 'id;title;price;currency\r\na;A;19,99;eur\r\nb;B;;\r\n');
    const tabs = await rowsOf('plain.tsv', 'itemId\ttitle\tprice\na\tA\t5 EUR\n');

    expect(itemsIn(rows).map(({ price }) => price)).toEqual([{ amount: 1999, currency: 'EUR' }, undefined]);
    expect(itemsIn(tabs)[0]!.price).toEqual({ amount: 500, currency: 'EUR' });
  });

  it('names line, column, value and limit of what is wrong, and goes on', async () => {
    const rows = await rowsOf(
      'bad.csv',
      [
        'id,title,price,stock,availability,url,markets,created_at',
        'a,A,cheap,,,,,',
        ',No id,5 EUR,,,,,',
        'c,C,5,,,,,',
        'd,D,1.999 EUR,,,,,',
        'e,,,-1,soon,www.a.example,GER,2026-02-31',
        'f,F,5 EUR',
        'g,G,5 EUR,3,,,,',
      ].join('\n'),
    );

    expect(defectsIn(rows)).toEqual([
      'line 2, column price: "cheap" is not a price; want one of 0 or more, such as "19.99 EUR"',
      'line 3, column id: missing; every item needs one',
      'line 4, column price: "5" has no currency; want "19.99 EUR", or "EUR" in a column currency',
      'line 5, column price: "1.999 EUR" has 3 decimals; EUR has 2',
      [
        'line 6, column stock: "-1" is not a stock; want a whole number of 0 or more',
        'column availability: "soon" is none of in_stock, out_of_stock, preorder, backorder, discontinued',
        'column url: "www.a.example" is not a web address; want it to begin with https://',
        'column markets: "GER" has "GER"; want ISO 3166 codes such as "DE|AT"',
        'column created_at: "2026-02-31" is not a time; want "2026-01-31" or "2026-01-31T12:00:00Z", with an offset',
        'column title: missing; every item needs one',
      ].join('; '),
      'line 7: has 3 cells; the header has 8',
    ]);
    expect(rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(itemsIn(rows.slice(-1))[0]).toMatchObject({ itemId: 'g', stock: 3 });
  });

  it('says where a row begins whose quote never closes, after the rows before it', async () => {
    const rows = await rowsOf('quote.csv', 'id,title\na,A\n\nb,"B\nc,C\n');

    expect(itemsIn(rows.slice(0, 1))[0]!.itemId).toBe('a');
    expect(rows.slice(1).map(({ line }) => line)).toEqual([4]);
    expect(defectsIn(rows)[0]).toContain('line 4: the row that begins here does not end within');
  });

  it('stops at a row without end instead of holding the file, and says so', async () => {
    const rows = await rowsOf('endless.csv', `id,title\na,A\nb,"${'x'.repeat(1_100_000)}\nc,C\n`);

    expect(rows.map(({ line }) => line)).toEqual([2, 3]);
    expect(defectsIn(rows)[0]).toContain('1000000 bytes or the file: is a quote not closed? Nothing after it was read');
  });

  it('refuses a header without an id, with the same column twice, or none at all', async () => {
    expect(defectsIn(await rowsOf('a.csv', 'sku,title\n1,A\n'))).toEqual([
      'line 1, the header: no column itemId or id among "sku, title"',
    ]);
    expect(defectsIn(await rowsOf('b.csv', 'id,itemId,title\n1,1,A\n'))).toEqual([
      'line 1, the header: columns "id" and "itemId" say the same; want one of them',
    ]);
    expect(defectsIn(await rowsOf('c.csv', ''))).toEqual(['line 1: no header; want a line of column names']);
  });

  it('passes over empty columns beside the table, but not over a value in one', async () => {
    const rows = await rowsOf('wide.csv', 'id,title,,\na,A,,\nb,B,,x\n');

    expect(itemsIn(rows.slice(0, 1))[0]!.attributes).toEqual({});
    expect(defectsIn(rows)).toEqual(['line 3, column 4: "x" has no name in the header']);
  });

  it('keeps an attribute of any name to itself', async () => {
    const [row] = await rowsOf('proto.csv', 'id,title,__proto__,constructor\na,A,x,y\n');

    const item = row !== undefined && 'item' in row ? row.item : {};
    expect(Object.entries(item['attributes'] as object)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});

describe('a price', () => {
  it.each([
    ['19.99 EUR', 1999, 'EUR'],
    ['19.9 EUR', 1990, 'EUR'],
    ['19 eur', 1900, 'EUR'],
    ['0.1EUR', 10, 'EUR'],
    ['1500 JPY', 1500, 'JPY'],
    ['1500.00 JPY', 1500, 'JPY'],
    ['1.234 KWD', 1234, 'KWD'],
    ['12.5 KWD', 12500, 'KWD'],
    ['0 EUR', 0, 'EUR'],
    ['90071992547409.91 USD', Number.MAX_SAFE_INTEGER, 'USD'],
  ])('%s is %i of the minor unit', (text, amount, currency) => {
    expect(parseMoney(text)).toEqual({ value: { amount, currency } });
  });

  it.each([
    ['-1 EUR', 'is not a price'],
    ['1 000 EUR', 'is not a price'],
    ['NaN EUR', 'is not a price'],
    ['1e3 EUR', 'is not a price'],
    ['19.999 EUR', 'has 3 decimals; EUR has 2'],
    ['15.000 EUR', 'has 3 decimals; EUR has 2'],
    ['1500.5 JPY', 'has 1 decimals; JPY has 0'],
    ['1,500 JPY', 'a comma that could mean two things'],
    ['1,234 KWD', 'a comma that could mean two things'],
    ['5 EUX', 'which is no ISO 4217 code'],
    ['90071992547409.92 USD', 'is above the limit of 9007199254740991 minor units'],
  ])('refuses %s', (text, reason) => {
    expect(parseMoney(text)).toEqual({ reason: expect.stringContaining(reason) });
  });

  it('refuses a currency that contradicts the column', () => {
    expect(parseMoney('5 USD', 'EUR')).toEqual({ reason: 'contradicts column currency, "EUR"' });
    expect(parseMoney('5 EUR', 'eur')).toEqual({ value: { amount: 500, currency: 'EUR' } });
  });

  it('is exact for every whole number of minor units', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (amount) => {
        const digits = String(amount).padStart(3, '0');
        expect(parseMoney(`${digits.slice(0, -2)}.${digits.slice(-2)} EUR`)).toEqual({
          value: { amount, currency: 'EUR' },
        });
      }),
    );
  });
});

describe('a time', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T23:30:00-01:00', '2026-02-01T00:30:00.000Z'],
    ['2026-01-31 12:00 +0100', '2026-01-31T11:00:00.000Z'],
  ])('%s is read', (text, value) => {
    expect(parseTime(text)).toEqual({ value });
  });

  it.each(['2026-01-31T12:00:00', '31.01.2026', '2026-13-01', '2026-02-29', '2026-01-31T25:00Z'])(
    'refuses %s',
    (text) => {
      expect(parseTime(text)).toHaveProperty('reason');
    },
  );
});

describe('an availability', () => {
  it.each(['in stock', 'in_stock', 'out of stock', 'Preorder', 'backorder', 'discontinued'])('%s is known', (text) => {
    const { value: availability } = parseAvailability(text) as { value: string };
    expect(itemSchema.safeParse({ itemId: 'a', title: 'A', availability }).success).toBe(true);
  });
});

describe('a JSON-lines feed', () => {
  it('gives each object as it is, and names the line of what is none', async () => {
    const item = { itemId: 'a', title: 'Line\u2028separator', price: { amount: 1, currency: 'EUR' }, extra: [1] };
    const lines = [
      JSON.stringify(item),
      '',
      '{"itemId":',
      '[1]',
      '{"title":"no id"}',
      '{"itemId":7}',
      '{"itemId":"b"}',
    ];

    expect(await rowsOf('shop.jsonl', lines.join('\r\n'))).toEqual([
      { line: 1, item },
      { line: 3, defect: 'line 3: "{\\"itemId\\":" is not JSON; want one whole object a line' },
      { line: 4, defect: 'line 4: "[1]" is not an object; want one item a line' },
      { line: 5, defect: 'line 5, field itemId: missing; every item needs a text that is not empty' },
      { line: 6, defect: 'line 6, field itemId: "7" is no id; every item needs a text that is not empty' },
      { line: 7, item: { itemId: 'b' } },
    ]);
  });

  it('names a line that is longer than the limit, and goes on', async () => {
    const rows = await rowsOf('long.jsonl', `{"itemId":"${'x'.repeat(3_000_000)}"}\n{"itemId":"b"}\n`);

    expect(rows).toEqual([
      { line: 1, defect: 'line 1: is longer than the limit of 1000000 characters' },
      { line: 2, item: { itemId: 'b' } },
    ]);
  });
});

const CHANNEL_START = `<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel><title>A shop</title><link>https://a.example</link>
`;
const CHANNEL_END = '</channel></rss>\n';

describe('a merchant feed in XML', () => {
  it('becomes items: entities and CDATA read, sale price, images, markets, other fields as attributes', async () => {
    const rows = await rowsOf(
      'shop.xml',
      `${CHANNEL_START}<!-- <item><g:id>in a comment</g:id></item> -->
<item>
  <g:id>007</g:id>
  <title>Tent &amp; pegs &lt;2&gt;&nbsp;&#233;</title>
  <description><![CDATA[<p>5 &amp; 6 </item> dry</p>]]></description>
  <link>https://a.example/t?a=1&amp;b=2</link>
  <guid>not a field of the product</guid>
  <g:image_link>https://a.example/1.jpg</g:image_link>
  <g:additional_image_link>https://a.example/2.jpg</g:additional_image_link>
  <g:additional_image_link>https://a.example/3.jpg</g:additional_image_link>
  <g:availability>in stock</g:availability>
  <g:price>15.00 USD</g:price>
  <g:sale_price>12.50 USD</g:sale_price>
  <g:brand>Norrvik</g:brand>
  <g:google_product_category>1013</g:google_product_category>
  <g:product_type>Outdoor &gt; Camping</g:product_type>
  <g:gtin>0012345600012</g:gtin>
  <g:color>moss</g:color>
  <g:shipping><g:country>US</g:country><g:price>6.49 USD</g:price></g:shipping>
  <g:shipping><g:country>CA</g:country></g:shipping>
  <g:installment><g:months>6</g:months></g:installment>
</item>
${CHANNEL_END}`,
    );

    expect(rows).toEqual([
      {
        line: 5,
        item: {
          itemId: '007',
          title: 'Tent & pegs <2>\u00a0é',
          description: '<p>5 &amp; 6 </item> dry</p>',
          categories: ['Outdoor', 'Camping'],
          brand: 'Norrvik',
          price: { amount: 1250, currency: 'USD' },
          availability: 'in_stock',
          images: ['https://a.example/1.jpg', 'https://a.example/2.jpg', 'https://a.example/3.jpg'],
          url: 'https://a.example/t?a=1&b=2',
          markets: ['US', 'CA'],
          attributes: {
            regular_price: '15.00 USD',
            google_product_category: '1013',
            gtin: '0012345600012',
            color: 'moss',
            'installment.months': '6',
          },
        },
      },
    ]);
    expect(itemsIn(rows)).toHaveLength(1);
  });

  it('keeps a dated sale aside, and takes Google’s category where the shop gives none', async () => {
    const rows = await rowsOf(
      'sale.xml',
      `${CHANNEL_START}<item><g:id>a</g:id><g:title>A</g:title><g:price>15 EUR</g:price><g:sale_price>12 EUR</g:sale_price>
<g:sale_price_effective_date>2026-03-01T00:00+0100/2026-03-08T00:00+0100</g:sale_price_effective_date>
<g:google_product_category>Home &gt; Kitchen</g:google_product_category></item>${CHANNEL_END}`,
    );

    expect(itemsIn(rows)[0]).toMatchObject({
      price: { amount: 1500, currency: 'EUR' },
      categories: ['Home', 'Kitchen'],
      attributes: { sale_price: '12 EUR' },
    });
  });

  it('names the item and the field of what is wrong, and goes on', async () => {
    const rows = await rowsOf(
      'bad.xml',
      `${CHANNEL_START}<item>\n<title>No id</title>\n</item>
<item><g:id>b</g:id><title>B</title>\n<g:price>15.00</g:price></item>
<item><g:id>c</g:id>\n<title>C</g:id></item>
<item><g:id>d</g:id><title>D</title><g:x><__proto__>1</__proto__></g:x></item>
<item><g:id>e</g:id><title>E</title></item>${CHANNEL_END}`,
    );

    expect(defectsIn(rows)).toEqual([
      'line 4, field id: missing; every item needs one',
      'line 7, field price: "15.00" has no currency; want "19.99 EUR"',
      expect.stringMatching(/^line 10, in the item of line 9: not XML: Expected closing tag 'title'/),
      expect.stringMatching(/^line 11: .*__proto__/),
    ]);
    expect(itemsIn(rows.slice(-1))[0]!.itemId).toBe('e');
    expect(rows.at(-1)!.line).toBe(12);
  });

  it('says that a file has no item, or ends within one', async () => {
    expect(defectsIn(await rowsOf('empty.xml', CHANNEL_START + CHANNEL_END))).toEqual([
      'line 1: no <item> in the file; want an RSS 2.0 product feed',
    ]);
    expect(defectsIn(await rowsOf('cut.xml', `${CHANNEL_START}<item><g:id>a</g:id>`))).toEqual([
      'line 4: <item… does not end within 1000000 characters or the file; nothing after it was read',
    ]);
  });

  it('expands no entity that the feed declares itself', async () => {
    const rows = await rowsOf(
      'bomb.xml',
      `<!DOCTYPE rss [<!ENTITY a "boom">]>\n<rss><channel><item><g:id>a</g:id><title>x &a; y</title></item></channel></rss>`,
    );

    expect(itemsIn(rows)[0]!.title).toBe('x &a; y');
  });

  it('is cut into the same items and lines whatever pieces it comes in', async () => {
    const feed = `${CHANNEL_START}<!-- <item> -->\n<item>\n<a><![CDATA[</item>]]></a>\n</item >\n<items/>\n<item x="1">b</item>${CHANNEL_END}`;
    const cutIn = async (sizes: readonly number[]) => {
      async function* pieces() {
        let at = 0;
        for (let i = 0; at < feed.length; i++) {
          const size = sizes[i % sizes.length]!;
          yield feed.slice(at, at + size);
          at += size;
        }
      }
      return collect(xmlItems(pieces()));
    };
    const whole = await cutIn([feed.length]);

    expect(whole).toEqual([
      { line: 5, xml: '<item>\n<a><![CDATA[</item>]]></a>\n</item >' },
      { line: 9, xml: '<item x="1">b</item>' },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        expect(await cutIn(sizes)).toEqual(whole);
      }),
    );
  });
});

describe('a merchant feed as text', () => {
  it('becomes the same items', async () => {
    const rows = await rowsOf(
      'shop.txt',
      [
        'id\ttitle\timage link\tadditional_image_link\tprice\tavailability\tproduct_type\tcolor\tshipping',
        'a\tA 5" screen\thttps://a.example/1.jpg\thttps://a.example/2.jpg,https://a.example/3.jpg\t1500 JPY\tout of stock\tHome > TV\tblack\tUS:CA:Overnight:16.00 USD,DE:::4.95 EUR',
        'b\tB\thttps://a.example/b.jpg\t\t3.250 KWD\tpreorder',
        'c\tC\t\t\tfree\tin_stock\t\t\t',
      ].join('\n'),
    );

    expect(itemsIn(rows.slice(0, 2))).toMatchObject([
      {
        itemId: 'a',
        title: 'A 5" screen',
        images: ['https://a.example/1.jpg', 'https://a.example/2.jpg', 'https://a.example/3.jpg'],
        price: { amount: 1500, currency: 'JPY' },
        availability: 'out_of_stock',
        categories: ['Home', 'TV'],
        markets: ['US', 'DE'],
        attributes: { color: 'black' },
      },
      { itemId: 'b', price: { amount: 3250, currency: 'KWD' }, availability: 'preorder', markets: [] },
    ]);
    expect(defectsIn(rows)).toEqual([
      'line 4, column price: "free" is not a price; want one of 0 or more, such as "19.99 EUR"',
    ]);
  });

  it('reads the order of the parts of shipping from the header', async () => {
    const rows = await rowsOf('s.txt', 'id\ttitle\tshipping(price:country)\na\tA\t6.49 USD:US\n', 'merchant');

    expect(itemsIn(rows)[0]!.markets).toEqual(['US']);
  });
});

describe('readFeed', () => {
  const csv = 'id,title\na,Ä\n';
  const xml = `${CHANNEL_START}<item><g:id>a</g:id><g:title>Ä</g:title></item>${CHANNEL_END}`;
  const jsonl = '{"itemId":"a","title":"Ä"}\n';
  const text = 'id\ttitle\tlink\na\tÄ\thttps://a.example\n';

  it.each([
    ['shop.csv', csv],
    ['shop', csv],
    ['shop.xml', xml],
    ['shop', xml],
    ['shop.jsonl', jsonl],
    ['shop.ndjson', jsonl],
    ['shop', jsonl],
    ['shop.txt', text],
    ['shop.tsv', text],
  ])('tells the format of %s by name or content, zipped or not', async (name, content) => {
    const plain = itemsIn(await rowsOf(name, content));
    const zipped = itemsIn(await rowsOf(`${name}.gz`, gzipSync(content)));

    expect(plain).toMatchObject([{ itemId: 'a', title: 'Ä' }]);
    expect(zipped).toEqual(plain);
  });

  it('takes the format that it is told', async () => {
    expect(itemsIn(await rowsOf('shop.csv', jsonl, 'jsonl'))).toHaveLength(1);
  });

  it('reads UTF-16, as spreadsheets save "Unicode text"', async () => {
    const utf16 = Buffer.from(`\uFEFF${csv.replaceAll('\n', '\r\n')}`, 'utf16le');

    expect(itemsIn(await rowsOf('shop.csv', utf16))[0]!.title).toBe('Ä');
  });

  it('refuses bytes that are no text rather than guess them', async () => {
    await expect(rowsOf('shop.csv', Buffer.from(csv, 'latin1'))).rejects.toThrow(/not UTF-8; save it as UTF-8/);
  });

  it('fails on a zip that breaks off and on a file that is not there', async () => {
    const broken = gzipSync(csv.repeat(100)).subarray(0, 30);

    await expect(rowsOf('shop.csv.gz', broken)).rejects.toThrow(/unexpected end of file/);
    await expect(collect(readFeed(join(folder, 'none.csv')))).rejects.toThrow(/ENOENT/);
  });

  it.each([csvItems, jsonLinesItems, merchantItems])(
    'lets go of the text when its reader stops early: %o',
    async (read) => {
      let isClosed = false;
      async function* endless() {
        try {
          for (;;) yield '{"itemId":"a"}\n<item>\nid,b\n</item>\n'.repeat(200);
        } finally {
          isClosed = true;
        }
      }
      for await (const _row of read(endless())) break;
      await new Promise(setImmediate);

      expect(isClosed).toBe(true);
    },
  );

  it.each([
    ['csv', csvItems],
    ['jsonl', jsonLinesItems],
    ['merchant', merchantItems],
  ])('answers any text with items and defects, never with a throw: %s', async (_name, read) => {
    const marks = [
      '<item>',
      '</item>',
      '<g:id>',
      '</g:id>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&',
      '&#x110000;',
      '__proto__',
    ];
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(...marks, 'id', ',', '\t', '\n', '"', '{', '}', '[', 'title', ' EUR'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 30 }), async (parts) => {
        async function* pieces() {
          yield* parts;
        }
        for (const row of await collect(read(pieces()))) expect(row.line).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('reads 50 000 rows in pieces, each in its place', async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `i${i},"Title\r\n${i}",${i}.50 EUR`);
    const found = await rowsOf('large.csv', ['id,title,price', ...rows].join('\r\n'));

    expect(found).toHaveLength(50_000);
    expect(found[49_999]).toEqual({
      line: 2 + 2 * 49_999,
      item: { itemId: 'i49999', title: 'Title\n49999', price: { amount: 4_999_950, currency: 'EUR' } },
    });
  });
});
