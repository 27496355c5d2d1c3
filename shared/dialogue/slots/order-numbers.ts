import { type Taken, take } from './take.ts';

/** Named as one: at least 4 digits, with letters and hyphens among them. */
const NAMED =
  /(?:(?:order|purchase|invoice|bill|parcel|tracking|reference|订单|訂單|单号|發票|发票|运单|快递)[\s:]*(?:number|code|no\.?|nr\.?|id|号码|编号|号)?[\s:是为#]*|#\s*|\bno\.\s*)(?<code>(?=(?:[a-z-]*\d){4})[a-z\d](?:[a-z\d-]*[a-z\d])?)/giu;
/** Alone: long enough that nobody counts or pays so much. */
const ALONE = /(?<![\w.,-])(?<code>[a-z]{0,4}-?\d{8,20})(?![\w.,-])/giu;

/** Numbers of orders, invoices and parcels, in capitals, in the order in which they stand. @param text - in NFKC. */
export function takeOrderNumbers(text: string): Taken<string> {
  const named = take(text, NAMED, ({ code }) => code?.toUpperCase());
  const alone = take(named.rest, ALONE, ({ code }) => code?.toUpperCase());
  return { found: [...new Set([...named.found, ...alone.found])], rest: alone.rest };
}
