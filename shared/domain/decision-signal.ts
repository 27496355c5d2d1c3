import type { Event, JsonObject } from './event.ts';
import { itemIdOf, plainName, productsOf, quantityOf } from './interaction.ts';
import { currencyOf, minorUnits } from './money.ts';
import { orderIdOf } from './order-id.ts';

/** What came of a decision, as an event says it: of one item, or of all that was shown. */
export interface DecisionSignal {
  readonly kind: SignalKind;
  readonly atMs: number;
  /** Of the event. */
  readonly messageId: string;
  /** Absent: the event names no decision. */
  readonly decisionId?: string;
  /** Absent: all that the decision showed. */
  readonly itemId?: string;
  /** Of 'bought' and 'refunded': units, and what they cost in minor units of the currency, where the event says it. */
  readonly units?: number;
  readonly revenueMinor?: number;
  readonly currency?: string;
  /** Of 'bought' and 'refunded': the order that it is of, where the event says it. */
  readonly orderId?: string;
  /** Of 'rewarded'. */
  readonly value?: number;
}

export type SignalKind = 'seen' | 'clicked' | 'carted' | 'bought' | 'refunded' | 'rewarded';

/**
 * Names of events, as `plainName` spells them: Segment's e-commerce names v2 and v1, GA4's, and this house's own. A view of
 * an item's page that names a decision came from there: many shops send that alone.
 */
const KIND_OF_NAME: ReadonlyMap<string, SignalKind> = new Map([
  ['productlistviewed', 'seen'],
  ['viewedproductlist', 'seen'],
  ['viewitemlist', 'seen'],
  ['decisionactivated', 'seen'],
  ['productclicked', 'clicked'],
  ['clickedproduct', 'clicked'],
  ['selectitem', 'clicked'],
  ['productviewed', 'clicked'],
  ['viewedproduct', 'clicked'],
  ['viewitem', 'clicked'],
  ['productadded', 'carted'],
  ['addedproduct', 'carted'],
  ['addtocart', 'carted'],
  ['ordercompleted', 'bought'],
  ['completedorder', 'bought'],
  ['purchase', 'bought'],
  ['orderrefunded', 'refunded'],
  ['refundedorder', 'refunded'],
  ['refund', 'refunded'],
  ['decisionrewarded', 'rewarded'],
]);

/** Spellings that were met, as in interaction.ts: a lookup is all that most events cost. */
const KIND_OF_SPELLING = new Map<string, SignalKind | undefined>();
const MAX_SPELLINGS = 1000;

function kindOfName(name: string): SignalKind | undefined {
  if (KIND_OF_SPELLING.has(name)) return KIND_OF_SPELLING.get(name);
  const kind = KIND_OF_NAME.get(plainName(name));
  if (KIND_OF_SPELLING.size < MAX_SPELLINGS) KIND_OF_SPELLING.set(name, kind);
  return kind;
}

/**
 * What an event says came of decisions. A decision is named by `decision_id` (or `decisionId`) of the event or of a
 * product in it, which wins. What names no decision says nothing, but an order does: what was shown may have been bought; and
 * what gives it back, which names no item where it gives back the whole or an amount of it.
 */
export function signalsOf({ type, name, properties, atMs, messageId }: Event): readonly DecisionSignal[] {
  const kind = type === 'track' && name !== undefined ? kindOfName(name) : undefined;
  if (kind === undefined) return [];
  const named = decisionIn(properties);
  if (kind === 'rewarded') {
    const value = properties['value'];
    return typeof value === 'number' && named !== undefined
      ? [{ kind, atMs, messageId, decisionId: named, value }]
      : [];
  }
  const products = productsOf(properties);
  if (kind === 'refunded') return refundedIn(properties, products, { kind, atMs, messageId });
  const signals = products.flatMap((product) => {
    const [itemId, decisionId = named] = [itemIdOf(product), decisionIn(product)];
    if (itemId === undefined || (decisionId === undefined && kind !== 'bought')) return [];
    const of = { kind, atMs, messageId, itemId, ...(decisionId !== undefined && { decisionId }) };
    return [kind === 'bought' ? { ...of, ...withoutDebt(boughtOf(product, properties, products.length)) } : of];
  });
  if (signals.length > 0 || named === undefined || kind === 'bought') return signals;
  return [{ kind, atMs, messageId, decisionId: named }];
}

function decisionIn(properties: JsonObject): string | undefined {
  const id = properties['decision_id'] ?? properties['decisionId'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** An item's price times its units; of an order of one product that does not say it, what the order came to. */
function boughtOf(product: JsonObject, order: JsonObject, productCount: number) {
  const units = quantityOf(product['quantity']);
  const currency = currencyOf(product['currency'] ?? order['currency']);
  const price = currency === undefined ? undefined : minorUnits(product['price'], currency);
  const total =
    currency === undefined ? undefined : minorUnits(order['revenue'] ?? order['total'] ?? order['value'], currency);
  const revenueMinor = price !== undefined ? price * units : productCount === 1 ? total : undefined;
  const orderId = orderIdOf(order);
  return {
    units,
    ...(orderId !== undefined && { orderId }),
    ...(revenueMinor !== undefined && currency !== undefined && { revenueMinor, currency }),
  };
}

type Bought = ReturnType<typeof boughtOf>;

/** Nothing is bought for less than nothing: then it is not known for what. */
function withoutDebt(bought: Bought): Bought {
  const { revenueMinor = 0, currency: _, ...unpriced } = bought;
  return revenueMinor < 0 ? unpriced : bought;
}

/** Some tell what they give back as an amount below 0. */
const withoutSign = (bought: Bought): Bought =>
  bought.revenueMinor === undefined ? bought : { ...bought, revenueMinor: Math.abs(bought.revenueMinor) };

function refundedIn(
  refund: JsonObject,
  products: readonly JsonObject[],
  of: Pick<DecisionSignal, 'kind' | 'atMs' | 'messageId'>,
): readonly DecisionSignal[] {
  const items = products.flatMap((product) => {
    const itemId = itemIdOf(product);
    return itemId === undefined ? [] : [{ ...of, itemId, ...withoutSign(boughtOf(product, refund, products.length)) }];
  });
  return items.length > 0 ? items : [{ ...of, ...withoutSign(boughtOf({}, refund, 1)) }];
}
