import { productIndex } from '../../../shared/dialogue/slots/products.ts';
import { type Slots, slotsOf } from '../../../shared/dialogue/slots/slots.ts';
import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { currencyOf, decimalsOf } from '../../../shared/domain/money.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';
import { IS_TABLE } from './conversation/read-texts.ts';
import { type Measure, type Measured, type MeasuredFiles, whyNull } from './measure.ts';
import { columnOf, type Options } from './options.ts';

/** What a labelled value is called, by the kind of a slot. */
const KINDS = ['order', 'amount', 'date', 'quantity', 'product'] as const;
type Kind = (typeof KINDS)[number];

const MOST_MISSED = 30;
/** Of dates without a year, and of days that are told from today. */
const TODAY = '2026-01-01';

interface LabelledSlot {
  readonly text: string;
  readonly kind: Kind | undefined;
  readonly value: string;
}

/** How well order numbers, amounts, days, quantities and products are read from texts. */
export const measureSlots: Measure = async (files, options, { timed }) => {
  const names = files.names.filter((name) => IS_TABLE.test(name));
  const items = names.find((name) => /^items\./i.test(name));
  const tables = await Promise.all(names.filter((name) => name !== items).map((name) => files.table(name)));
  const rows = tables.flatMap((table) => labelledSlots(table, options));
  const products = items === undefined ? undefined : await productsOf(items, files);
  const currency = currencyOf(options['currency'] ?? 'USD');
  if (currency === undefined)
    throw new InvalidInputError(`--currency: want a code such as EUR, got "${options['currency']}"`);
  timed();
  const found = rows.map(({ text }) => valuesOf(slotsOf(text, { today: TODAY, currency, products }), currency));
  const seconds = timed();
  const wanted = KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const metrics: Measured['metrics'] = Object.fromEntries(wanted.map((kind) => [kind, figuresOf(kind, rows, found)]));
  return {
    protocol:
      'each text by itself; found is a slot whose value is the labelled one, digit for digit; precision over all texts',
    counts: { texts: rows.length, labelled: rows.filter(({ kind }) => kind !== undefined).length },
    metrics,
    reasons: whyNull(metrics, () => 'nothing was found'),
    details: {
      missed: rows
        .filter(({ kind, value }, row) => kind !== undefined && !found[row]![kind].includes(value))
        .slice(0, MOST_MISSED),
    },
    seconds: { read: seconds },
  };
};

/** @throws InvalidInputError naming the option or a kind that there is not. */
function labelledSlots(table: TextTable, options: Options): readonly LabelledSlot[] {
  const [texts, labels, values] = ['text', 'label', 'value'].map((option) => columnOf(options, option, table));
  const kinds = kindsOf(options);
  return texts!.map((text, row) => ({ text, kind: kinds.get(labels![row]!.trim()), value: plain(values![row]!) }));
}

/** `order_id=order,refund_amount=amount`: a label, and the kind that it is. */
function kindsOf(options: Options): ReadonlyMap<string, Kind> {
  const pairs = (options['kinds'] ?? KINDS.map((kind) => `${kind}=${kind}`).join(',')).split(',');
  return new Map(
    pairs.map((pair) => {
      const [label = '', kind = ''] = pair.split('=').map((side) => side.trim());
      const known = KINDS.find((one) => one === kind);
      if (known === undefined)
        throw new InvalidInputError(`--kinds: want LABEL=KIND, KIND one of ${KINDS.join(', ')}, got "${pair}"`);
      return [label, known];
    }),
  );
}

async function productsOf(file: string, files: MeasuredFiles) {
  const table = await files.table(file);
  const [ids, titles] = ['itemId', 'title'].map((name) => columnOf({ [name]: name }, name, table));
  return productIndex(ids!.map((itemId, row) => ({ itemId, title: titles![row]! })));
}

/** Texts as labels have them: in capitals, without a sign before them, amounts in major units. */
function valuesOf(slots: Slots, currency: string): Readonly<Record<Kind, readonly string[]>> {
  return {
    order: slots.orderNumbers,
    amount: slots.amounts.map(({ amount }) => plain(String(amount / 10 ** decimalsOf(currency)))),
    date: slots.dates.map(({ from }) => from),
    quantity: slots.quantities.map(String),
    product: slots.products.slice(0, 1).map(({ itemId }) => plain(itemId)),
  };
}

const plain = (value: string): string => value.trim().replace(/^#/, '').toUpperCase();

function figuresOf(
  kind: Kind,
  rows: readonly LabelledSlot[],
  found: readonly Readonly<Record<Kind, readonly string[]>>[],
) {
  const there = rows.filter((row) => row.kind === kind).length;
  const right = rows.filter((row, at) => row.kind === kind && found[at]![kind].includes(row.value)).length;
  const told = found.reduce((sum, one) => sum + one[kind].length, 0);
  return {
    precision: told === 0 ? null : right / told,
    recall: there === 0 ? null : right / there,
    f1: told + there === 0 ? null : (2 * right) / (told + there),
  };
}
