import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, afterMessage } from '../../../../../shared/decisioning/journeys/advance.ts';
import type { CampaignPlan, MessageStep, Step } from '../../../../../shared/domain/campaign.ts';
import { END } from '../../../../../shared/domain/campaign.ts';
import type { KeptJourney } from '../../../../../shared/domain/journey.ts';
import type { MessageVerdict } from '../../../../../shared/domain/message.ts';
import { DAY_MS, HOUR_MS } from '../../../../../shared/domain/time.ts';
import { aCampaign, aJourney, someFacts } from '../../../../support/builders/campaigns.ts';

const cart = someFacts([['cart', 'tent', 0]]);
const sent = (atMs: number): MessageVerdict => ({ status: 'sent', atMs });
const told = (plan: CampaignPlan, kept: KeptJourney, step: MessageStep, verdict: MessageVerdict, nowMs: number) =>
  afterMessage(plan, kept, { step, messageId: step.stepId, verdict }, nowMs);

describe('a journey', () => {
  it('waits until the cart has been left alone, asks for its message, waits, asks for the next, and ends', () => {
    const plan = aCampaign();
    const waiting = advance(plan, aJourney(), cart, 1000);
    expect(waiting).toMatchObject({ dueAtMs: HOUR_MS });
    const first = advance(plan, waiting.kept, cart, HOUR_MS);
    expect(first).toMatchObject({ send: { stepId: 'first' }, kept: { tally: { '/triggered': 1, '/entered': 1 } } });
    const after = told(plan, first.kept, plan.steps[0] as MessageStep, sent(HOUR_MS), HOUR_MS);
    expect(after.sends).toEqual([{ atMs: HOUR_MS, stepId: 'first', messageId: 'first' }]);
    const pausing = advance(plan, after, cart, HOUR_MS);
    expect(pausing).toMatchObject({ dueAtMs: HOUR_MS + DAY_MS });
    const second = advance(plan, pausing.kept, cart, HOUR_MS + DAY_MS);
    expect(second).toMatchObject({ send: { stepId: 'second' } });
    const ended = told(plan, second.kept, plan.steps[2] as MessageStep, sent(1), HOUR_MS + DAY_MS);
    expect(ended.journey).toMatchObject({ status: 'ended', because: 'all steps done' });
    expect(ended.tally).toEqual({ '/triggered': 1, '/entered': 1, '/sent': 2, '/ended:all steps done': 1 });
    expect(advance(plan, ended, cart, 9e12)).toEqual({ kept: ended, hasEnded: true });
  });

  it('begins anew to wait when the cart is touched, and is over when it is bought, emptied or not for sale', () => {
    const plan = aCampaign();
    const touched = someFacts([
      ['cart', 'tent', 0],
      ['cart', 'mat', HOUR_MS / 2],
    ]);
    expect(advance(plan, aJourney(), touched, HOUR_MS)).toMatchObject({ dueAtMs: 1.5 * HOUR_MS });
    for (const [facts, because] of [
      [
        someFacts([
          ['cart', 'tent', 0],
          ['purchase', 'tent', 5],
        ]),
        'bought',
      ],
      [
        someFacts([
          ['cart', 'tent', 0],
          ['uncart', 'tent', 5],
        ]),
        'cart emptied',
      ],
      [someFacts([['cart', 'tent', 0]], { isForSale: () => false }), 'not for sale any more'],
    ] as const)
      expect(advance(plan, aJourney(), facts, HOUR_MS).kept.journey).toMatchObject({ status: 'ended', because });
  });

  it('is over between two messages when the person buys', () => {
    const plan = aCampaign();
    const first = advance(plan, aJourney(), cart, HOUR_MS).kept;
    const pausing = advance(
      plan,
      told(plan, first, plan.steps[0] as MessageStep, sent(1), HOUR_MS),
      cart,
      HOUR_MS,
    ).kept;
    const bought = someFacts([
      ['cart', 'tent', 0],
      ['purchase', 'tent', 2 * HOUR_MS],
      ['cart', 'mat', 3 * HOUR_MS],
    ]);
    expect(advance(plan, pausing, bought, HOUR_MS + DAY_MS).kept.journey).toMatchObject({ because: 'bought' });
  });

  it('waits at a message that is held, counts each reason once, and goes on past one that is dropped', () => {
    const plan = aCampaign();
    const step = plan.steps[0] as MessageStep;
    const at = advance(plan, aJourney(), cart, HOUR_MS).kept;
    const quiet: MessageVerdict = { status: 'held', untilMs: 8 * HOUR_MS, reason: 'quiet hours' };
    const held = told(plan, at, step, quiet, HOUR_MS);
    expect(held.journey).toMatchObject({ stepId: 'first', waitsUntilMs: 8 * HOUR_MS, heldBecause: 'quiet hours' });
    const again = told(plan, advance(plan, held, cart, 8 * HOUR_MS).kept, step, quiet, 8 * HOUR_MS);
    expect(again.tally['/held:quiet hours']).toBe(1);
    expect(again.journey.waitsUntilMs).toBe(8 * HOUR_MS + 60_000); // never at once, or it would spin
    const dropped = told(plan, again, step, { status: 'dropped', reason: 'no address' }, HOUR_MS);
    expect(dropped.journey).toMatchObject({ stepId: 'pause', status: 'under-way' });
    const refused = told(plan, again, step, { status: 'dropped', reason: 'consent refused' }, HOUR_MS);
    expect(refused.journey).toMatchObject({ status: 'ended', because: 'consent refused' });
  });

  it('goes by segments, by what was opened, by variants that stay and by arms with their probability', () => {
    const steps: readonly Step[] = [
      { stepId: 'who', decide: { if: { segment: 'vip' }, yes: 'halves', no: END } },
      {
        stepId: 'halves',
        split: [
          { variant: 'a', weight: 1, to: 'arms' },
          { variant: 'b', weight: 3, to: END },
        ],
      },
      {
        stepId: 'arms',
        arms: [
          { arm: 'x', to: 'say' },
          { arm: 'y', to: END },
        ],
      },
      { stepId: 'say', message: { channel: 'sms', templateId: 'hi' } },
    ];
    const plan = aCampaign({ trigger: { on: 'post-purchase' }, exits: [], steps });
    expect(advance(plan, aJourney(), someFacts([]), 0).kept.journey.because).toBe('all steps done');
    const vip = (draw: number) => someFacts([], { isIn: () => true, draw: () => draw, armShares: () => [0.9, 0.1] });
    expect(advance(plan, aJourney(), vip(0.26), 0).kept.journey).toMatchObject({ variant: 'b', status: 'ended' });
    const said = advance(plan, aJourney(), vip(0.2), 0);
    expect(said).toMatchObject({
      send: { stepId: 'say' },
      kept: { journey: { variant: 'x', drawn: [{ stepId: 'arms', arm: 'x', probability: 0.9 }] } },
    });
    expect(said.kept.tally).toEqual({ '/triggered': 1, '/entered': 1, 'a/entered': 1, 'x/entered': 1 });
  });

  describe('with an offer', () => {
    const offering = (offer: { offerId: string; else?: string }): CampaignPlan =>
      aCampaign({
        trigger: { on: 'post-purchase' },
        exits: [],
        steps: [
          { stepId: 'give', message: { channel: 'sms', templateId: 'hi', offer }, to: END },
          { stepId: 'say', message: { channel: 'sms', templateId: 'hi' } },
        ],
      });
    const claim = { claimId: '1970-01-01.give', offerId: 'ten-off' };
    const toldOf = (plan: CampaignPlan, outcome: object, atMs = 5) => {
      const { kept } = advance(plan, aJourney(), someFacts([]), 5);
      const step = plan.steps[0] as MessageStep;
      return afterMessage(plan, kept, { step, messageId: 'give', ...outcome } as never, atMs);
    };

    it('keeps what was given with the message, and goes the other way where it is not given', () => {
      const plan = offering({ offerId: 'ten-off', else: 'say' });
      expect(advance(plan, aJourney(), someFacts([]), 5).kept.journey.offeredAtMs).toBe(5);
      expect(toldOf(plan, { verdict: sent(7), claim })).toMatchObject({
        sends: [{ claim }],
        journey: { status: 'ended' },
      });
      const refused = toldOf(plan, { verdict: { status: 'not given', because: 'budget-spent' } });
      expect(refused).toMatchObject({ journey: { stepId: 'say' }, tally: { '/dropped:offer budget-spent': 1 } });
      expect(refused.journey).not.toHaveProperty('offeredAtMs');
      expect(
        toldOf(offering({ offerId: 'ten-off' }), { verdict: { status: 'not given', because: 'over' } }),
      ).toMatchObject({
        journey: { status: 'ended', because: 'offer over' },
      });
    });

    it('that is claimed already is the same claim after a message was held, and a later one where none is', () => {
      const plan = offering({ offerId: 'ten-off' });
      const verdict = { status: 'held', untilMs: HOUR_MS, reason: 'quiet hours' };
      const offeredAfter = (outcome: object) =>
        advance(plan, toldOf(plan, outcome), someFacts([]), 2 * HOUR_MS).kept.journey.offeredAtMs;
      expect(offeredAfter({ verdict, claim })).toBe(5);
      expect(offeredAfter({ verdict })).toBe(2 * HOUR_MS);
    });
  });

  describe('with an experiment', () => {
    const plan = aCampaign({
      trigger: { on: 'post-purchase' },
      exits: [],
      steps: [
        {
          stepId: 'try',
          experiment: {
            experimentId: 'thanks',
            variants: [
              { variant: 'silent', to: END },
              { variant: 'thanked', to: 'say' },
            ],
            else: 'say',
          },
        },
        { stepId: 'say', message: { channel: 'sms', templateId: 'hi' } },
      ],
    });
    const walk = (change: Parameters<typeof someFacts>[1], kept = aJourney(), nowMs = 5) =>
      advance(plan, kept, someFacts([], change), nowMs);
    const metBy = (variant: string) => [{ atMs: 5, variants: { thanks: variant } }];

    it('goes where the variant of the person does, and is an exposure told or not', () => {
      expect(walk({ variantIn: () => 'thanked' })).toMatchObject({
        send: { stepId: 'say' },
        kept: { met: metBy('thanked'), journey: { variant: 'thanked' }, tally: { 'thanked/entered': 1 } },
      });
      expect(walk({ variantIn: () => 'silent' }).kept).toMatchObject({
        met: metBy('silent'),
        journey: { because: 'all steps done' },
      });
    });

    it('is none where the person is in none of its buckets, and once a day of who comes again and again', () => {
      const outside = walk({});
      expect(outside).toMatchObject({ send: { stepId: 'say' } });
      expect(outside.kept.met).toBeUndefined();
      let kept = aJourney();
      for (const day of [0, 0, 1, 1]) {
        const passage = { ...kept, journey: aJourney({ entry: `day ${day}` }).journey };
        kept = walk({ variantIn: () => 'silent' }, passage, day * DAY_MS).kept;
      }
      expect(kept.met?.map(({ atMs }) => atMs)).toEqual([0, DAY_MS]);
    });

    it('counts for the holdout where who is held out would first be told something, in both groups at one place', () => {
      const served = walk({ isHeldOut: false, variantIn: () => 'thanked' });
      expect(served.kept.met?.map(({ variants }) => variants)).toEqual([{ holdout: 'served' }, { thanks: 'thanked' }]);
      const again = walk({ isHeldOut: false }, served.kept, DAY_MS); // the message was held over midnight
      expect(again.kept.met).toHaveLength(2);
      const held = walk({ isHeldOut: true, variantIn: () => 'thanked' });
      expect(held.kept).toMatchObject({ journey: { because: 'held out' }, tally: { '/ended:held out': 1 } });
      expect(held.kept.met).toEqual([{ atMs: 5, variants: { holdout: 'held-out' } }]);
    });
  });

  it('of a broadcast begins by the clock of each person', () => {
    const plan = aCampaign({ trigger: { on: 'broadcast', at: '2026-12-01T09:00' }, exits: [] });
    const dueIn = (timeZone: string) => {
      const next = advance(plan, aJourney(), someFacts([], { timeZone }), Date.parse('2026-11-30T00:00Z'));
      return 'dueAtMs' in next ? new Date(next.dueAtMs).toISOString() : undefined;
    };
    expect(dueIn('Europe/Berlin')).toBe('2026-12-01T08:00:00.000Z');
    expect(dueIn('Asia/Tokyo')).toBe('2026-12-01T00:00:00.000Z');
  });
});

// ── Laws ────────────────────────────────────────────────────────────────────────────────────────────

/** Steps that lead only onward, as the contract has it. */
const someSteps: fc.Arbitrary<readonly Step[]> = fc
  .integer({ min: 1, max: 8 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => someStep(i, count))));
function someStep(i: number, count: number): fc.Arbitrary<Step> {
  const later = fc.constantFrom(END, ...Array.from({ length: count - i - 1 }, (_, j) => `s${i + 1 + j}`));
  const stepId = `s${i}`;
  return fc.oneof(
    fc.record({ stepId: fc.constant(stepId), wait: fc.record({ hours: fc.integer({ min: 1, max: 50 }) }) }),
    fc.record({ stepId: fc.constant(stepId), waitUntil: fc.constantFrom('00:00', '09:30', '23:59') }),
    fc.record({
      stepId: fc.constant(stepId),
      message: fc.record({ channel: fc.constant('email' as const), templateId: fc.constant('t') }),
      to: later,
    }),
    fc.record({
      stepId: fc.constant(stepId),
      decide: fc.record({
        if: fc.constantFrom({ bought: true as const }, { segment: 'vip' }),
        yes: later,
        no: later,
      }),
    }),
    fc.record({
      stepId: fc.constant(stepId),
      split: fc.tuple(later, later).map(([a, b]) => [
        { variant: 'a', weight: 1, to: a },
        { variant: 'b', weight: 1, to: b },
      ]),
    }),
  );
}
const someVerdict: fc.Arbitrary<MessageVerdict> = fc.oneof(
  fc.constant<MessageVerdict>({ status: 'sent', atMs: 1 }),
  fc.constant<MessageVerdict>({ status: 'held', untilMs: 0, reason: 'fatigue' }),
  fc.constant<MessageVerdict>({ status: 'dropped', reason: 'no address' }),
);

describe('every journey', () => {
  it('ends, asks for no message twice once it is told what became of it, and counts what it did', () => {
    fc.assert(
      fc.property(
        someSteps,
        fc.array(someVerdict, { minLength: 60, maxLength: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (steps, verdicts, draw) => {
          const plan = aCampaign({ trigger: { on: 'post-purchase' }, exits: [], steps });
          const facts = someFacts([['purchase', 'tent', 5]], { draw: () => draw });
          let [kept, nowMs, asked] = [aJourney(), 1, 0];
          const settled: string[] = [];
          for (let moves = 0; kept.journey.status !== 'ended'; moves++) {
            expect(moves).toBeLessThan(200);
            const next = advance(plan, kept, facts, nowMs);
            expect(advance(plan, kept, facts, nowMs)).toEqual(next); // the same again: a crash changes nothing
            kept = next.kept;
            if ('dueAtMs' in next) {
              expect(next.dueAtMs).toBeGreaterThan(nowMs);
              nowMs = next.dueAtMs;
            }
            if (!('send' in next)) continue;
            const verdict = asked < verdicts.length ? verdicts[asked++]! : sent(nowMs);
            if (verdict.status !== 'held') settled.push(next.send.stepId);
            kept = told(plan, kept, next.send, verdict, nowMs);
            nowMs = kept.journey.waitsUntilMs ?? nowMs;
          }
          expect(new Set(settled).size).toBe(settled.length);
          const { tally } = kept;
          expect((tally['/sent'] ?? 0) + (tally['/dropped:no address'] ?? 0)).toBe(settled.length);
          expect([tally['/triggered'], tally['/entered']]).toEqual([1, 1]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('once it was bought, asks for nothing more where that is an exit', () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        const plan = aCampaign({ trigger: { on: 'post-purchase' }, exits: ['bought'], steps });
        const next = advance(plan, aJourney(), someFacts([['purchase', 'tent', 5]]), 10);
        expect(next.kept.journey).toMatchObject({ status: 'ended', because: 'bought' });
      }),
    );
  });
});
