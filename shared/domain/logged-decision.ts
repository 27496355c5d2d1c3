/**
 * A decision of the past with what came of it within its reward window: what policies are learnt from, judged by and
 * replaced by. Made each night from the decisions of a person and the events behind them.
 */
export interface LoggedDecision {
  readonly decisionId: string;
  readonly decidedAtMs: number;
  /** The placement of a slate, or the decision point of an action. */
  readonly point: string;
  readonly kind: 'slate' | 'action';
  /** Name of the policy that drew it: "best", "plackett-luce", "linear-thompson" … */
  readonly policy: string;
  /** By experiment, the variant that the person met here. */
  readonly variants: Readonly<Record<string, string>>;
  /** What was chosen, by position, the first first. */
  readonly choices: readonly LoggedChoice[];
  /** Of an action: the numbers that it was chosen by, in the order of the point's features; absent: none were kept. */
  readonly features?: readonly number[];
  /** What the shop said it was worth (`POST /v1/decisions/{id}/reward`), the newest; absent: nothing was said. */
  readonly reward?: number;
  /** The reward window is over: nothing more can come. */
  readonly isClosed: boolean;
}

export interface LoggedChoice {
  /** The item, or the action. */
  readonly id: string;
  /** 1-based. */
  readonly position: number;
  /** Probability, in (0, 1], with which the policy showed this here; in a slate given what stands before it. */
  readonly propensity: number;
  /** Whether it was seen, by an impression; undefined: no impression of the decision came, so it is not known. */
  readonly isSeen?: boolean;
  readonly isClicked: boolean;
  readonly isCarted: boolean;
  /** Units bought of it, by an order that names the decision, or one of the person's within the window. */
  readonly units: number;
  /** What those units cost the shopper, in minor units of `currency`. */
  readonly revenueMinor: number;
  readonly currency?: string;
}
