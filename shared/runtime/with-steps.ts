import type { Context } from 'aws-lambda';

type Handler<Event> = (event: Event, context: Context) => Promise<unknown>;
/** What a schedule may ask of a function, by the name of the step. */
export type Steps = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * One function for two kinds of callers: requests from the gateway, and steps (`{step: "tick"}`) that the plan's
 * schedules start. What comes from the gateway is a request whatever is in it.
 * @throws Error for a step that the function does not know; what a step throws leaves as it is, so that it is tried again.
 */
export const withSteps =
  <Event extends { readonly routeKey: string }>(http: Handler<Event>, steps: Steps) =>
  async (event: Event | { readonly step: string }, context: Context): Promise<unknown> => {
    if ('routeKey' in event) return http(event, context);
    if (!Object.hasOwn(steps, event.step)) {
      throw new Error(`step ${JSON.stringify(event.step)}: want one of ${Object.keys(steps).join(', ') || 'none'}`);
    }
    return steps[event.step]!();
  };
