import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { withSteps } from '../../../../shared/runtime/with-steps.ts';

interface Request {
  readonly routeKey: string;
}
const context = {} as Context;
const handler = withSteps<Request>(async ({ routeKey }) => `answered ${routeKey}`, {
  tick: async () => 'ticked',
  fail: async () => {
    throw new Error('the store is away');
  },
});

describe('a function with steps', () => {
  it('answers requests, and does the steps that a schedule starts', async () => {
    expect(await handler({ routeKey: 'GET /v1/policies/contact' }, context)).toBe('answered GET /v1/policies/contact');
    expect(await handler({ step: 'tick' }, context)).toBe('ticked');
  });

  it('takes what comes from the gateway for a request, whatever else it says', async () => {
    const event = { routeKey: 'POST /v1/messages', step: 'tick' };
    expect(await handler(event, context)).toBe('answered POST /v1/messages');
  });

  it.each(['tock', 'toString'])('refuses the step %s, which it does not know, naming it', async (step) => {
    await expect(handler({ step }, context)).rejects.toThrow(`step "${step}": want one of tick, fail`);
  });

  it('lets a step fail, so that the scheduler tries it again', async () => {
    await expect(handler({ step: 'fail' }, context)).rejects.toThrow('the store is away');
  });
});
