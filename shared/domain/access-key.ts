/** write: public, capture only. secret: the shop's servers. */
export type KeyKind = 'write' | 'secret';

export interface AccessKey {
  readonly kind: KeyKind;
  /** What the operator called it, e.g. "storefront". */
  readonly name: string;
}
