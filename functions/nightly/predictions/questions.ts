import type { BehaviourName } from '../../../shared/domain/prediction.ts';
import { OPENED_WITHIN_DAYS } from '../../../shared/features/profile/messages.ts';
import type { ProfileState } from '../../../shared/features/profile/profile.ts';
import { OUTCOME_DAYS, type Outcome } from '../states/state-watcher.ts';
import { ALIKE, ALIKE_BY_COUPONS, ALIKE_BY_MESSAGES, type Grouping } from './alike.ts';

/** Something that a person may do, and how it is learnt. */
export interface Question {
  readonly name: Exclude<BehaviourName, 'category-purchase'>;
  readonly horizonDays: number;
  readonly grouping: Grouping;
  /** Whether they did it; undefined: the outcome says nothing of it. */
  readonly didOf: (outcome: Outcome) => boolean | undefined;
  /** What somebody's events must tell of; where nobody's do, it is not foreseen. */
  readonly wants?: {
    readonly isIn: (state: ProfileState) => boolean;
    /** Why it is not foreseen where that is in nobody's. */
    readonly because: string;
  };
}

export const QUESTIONS: readonly Question[] = [
  {
    name: 'purchase',
    horizonDays: OUTCOME_DAYS,
    grouping: ALIKE,
    didOf: ({ orders }) => orders > 0,
  },
  {
    name: 'churn',
    horizonDays: OUTCOME_DAYS,
    grouping: ALIKE,
    didOf: ({ events }) => events === 0,
  },
  {
    name: 'coupon-redemption',
    horizonDays: OUTCOME_DAYS,
    grouping: ALIKE_BY_COUPONS,
    didOf: ({ couponOrders }) => couponOrders > 0,
    wants: { isIn: ({ coupons }) => coupons.orders > 0, because: 'no order named a coupon' },
  },
  {
    name: 'message-opening',
    horizonDays: OPENED_WITHIN_DAYS,
    grouping: ALIKE_BY_MESSAGES,
    didOf: ({ message }) => message?.isOpened,
    wants: {
      isIn: ({ messages }) => messages.delivered > 0,
      because: 'no event told of a message that was delivered',
    },
  },
];
