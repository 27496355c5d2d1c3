import type { ToldRate } from '../../domain/exchange-rates.ts';
import type { OrderState } from '../../features/orders.ts';

/** An order in the shopper’s terms; days as YYYY-MM-DD, in UTC. */
export interface SaidOrder {
  readonly orderId: string;
  readonly placedOn?: string | undefined;
  readonly state: OrderState;
  readonly stateOn: string;
  readonly total?: string | undefined;
  readonly titles: readonly string[];
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
}

export interface SaidItem {
  readonly title: string;
  /** With its currency; absent where the shop tells none. */
  readonly price?: string | undefined;
}

/** What the assistant says, in one language. What is put into it is told as it is: all else is the assistant’s own. */
export interface AssistantWords {
  /** BCP 47. */
  readonly language: string;
  readonly greeting: string;
  readonly thanks: string;
  readonly order: (order: SaidOrder) => string;
  /** Before several orders. */
  readonly orders: (count: number) => string;
  readonly noOrders: string;
  readonly noSuchOrder: string;
  /** Who somebody is must be known first. */
  readonly signIn: string;
  readonly found: string;
  readonly recommended: string;
  readonly item: (item: SaidItem, place: number) => string;
  readonly nothingFound: string;
  /** Prices are in other currencies than the one that was named, and cannot be converted. */
  readonly noRate: (currencies: readonly string[], wanted: string) => string;
  /** By what prices were converted. */
  readonly rate: (rate: Pick<ToldRate, 'from' | 'to' | 'rate' | 'rateDate'>) => string;
  readonly didYouMean: string;
  readonly question: (text: string, place: number) => string;
  readonly handedOver: string;
  readonly offerPerson: string;
  readonly notUnderstood: string;
  /** Nothing may be kept of the person, so nobody of the shop could read it. */
  readonly notKept: string;
  readonly askSatisfaction: string;
  /** Between sentences. */
  readonly between: string;
}
