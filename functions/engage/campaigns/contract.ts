import * as z from 'zod';
import {
  type CampaignPlan,
  campaignIdSchema,
  campaignSchema,
  END,
  leadsOf,
  type Step,
  stepAfter,
  stepSchemas,
} from '../../../shared/domain/campaign.ts';
import { check } from '../../../shared/domain/check.ts';
import { type InputDefect, invalid, invalidAt } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import { personIdSchema } from '../../../shared/domain/person-address.ts';

/** People of the roll whose past is looked at for a simulation. */
const MOST_SIMULATED = 500;
const DEFAULT_SIMULATED = 200;
const MOST_SIMULATED_DAYS = 60;

const KINDS = Object.keys(stepSchemas) as (keyof typeof stepSchemas)[];

/** @throws InvalidInputError naming each wrong field. */
export function parseCampaign(body: unknown): CampaignPlan {
  const { steps: raw, ...rest } = check(campaignSchema, body);
  const plan: CampaignPlan = { ...rest, steps: raw.map(stepOf) };
  const defects = [...defectsOfWhole(plan), ...plan.steps.flatMap((step, i) => defectsOfStep(plan, step, i))];
  if (defects.length > 0) throw invalid(defects);
  return plan;
}

/** @throws InvalidInputError */
export const parseCampaignId = (campaignId: string | undefined): string =>
  check(campaignIdSchema, campaignId, '/campaignId');

const previewSchema = z
  .strictObject({ userId: personIdSchema.optional(), anonymousId: personIdSchema.optional() })
  .refine(
    ({ userId, anonymousId }) => (userId === undefined) !== (anonymousId === undefined),
    'want either userId or anonymousId',
  );

/** Whom a preview is for. @throws InvalidInputError */
export const parsePreview = (body: unknown): PersonRef => check(previewSchema, body) as PersonRef;

const simulationSchema = z.strictObject({
  people: z.int().min(1).max(MOST_SIMULATED).default(DEFAULT_SIMULATED),
  days: z.int().min(1).max(MOST_SIMULATED_DAYS).default(14),
});
/** How many people’s past is looked at, and how many days of it. */
export type SimulationRequest = z.infer<typeof simulationSchema>;

/** @throws InvalidInputError */
export const parseSimulation = (body: unknown): SimulationRequest => check(simulationSchema, body);

// ── Steps ───────────────────────────────────────────────────────────────────────────────────────────

function stepOf(value: unknown, i: number): Step {
  const kind = KINDS.find((name) => typeof value === 'object' && value !== null && Object.hasOwn(value, name));
  if (kind === undefined) throw invalidAt(`/steps/${i}`, `want one of ${KINDS.join(', ')}`);
  return check<Step>(stepSchemas[kind], value, `/steps/${i}`);
}

/** Steps lead only onward, so that every journey ends; and one leads to each, or it would be written in vain. */
function defectsOfStep(plan: CampaignPlan, step: Step, i: number): readonly InputDefect[] {
  const at = `/steps/${i}`;
  const placeOf = (stepId: string) => plan.steps.findIndex((one) => one.stepId === stepId);
  const defects: InputDefect[] = [];
  if (placeOf(step.stepId) !== i)
    defects.push({ pointer: `${at}/stepId`, reason: `"${step.stepId}" is step ${placeOf(step.stepId)} too` });
  for (const { at: field, to } of leadsOf(step)) {
    if (to === END || placeOf(to) > i) continue;
    const later = plan.steps.slice(i + 1).map(({ stepId }) => stepId);
    const reason = placeOf(to) < 0 ? `there is no step "${to}"` : `"${to}" is no later step`;
    defects.push({ pointer: `${at}${field}`, reason: `${reason}; there are ${[...later, END].join(', ')}` });
  }
  const opened = 'decide' in step ? step.decide.if.opened : undefined;
  const before = plan.steps.slice(0, i).flatMap((one) => ('message' in one ? [one.stepId] : []));
  if (opened !== undefined && !before.includes(opened))
    defects.push({
      pointer: `${at}/decide/if/opened`,
      reason: `"${opened}" is no message before; there are ${before.join(', ') || 'none'}`,
    });
  if (i > 0 && !plan.steps.slice(0, i).some((one) => nextOf(plan, one).includes(step.stepId)))
    defects.push({ pointer: at, reason: `no step leads to "${step.stepId}"` });
  return defects;
}

function nextOf(plan: CampaignPlan, step: Step): readonly string[] {
  const leads = leadsOf(step).map(({ to }) => to);
  const isBranch = 'decide' in step || 'split' in step || 'arms' in step || 'experiment' in step;
  return isBranch ? leads : [stepAfter(plan, step) ?? END, ...leads];
}

function defectsOfWhole({ trigger, audience, exits, reentry }: CampaignPlan): readonly InputDefect[] {
  const defects: InputDefect[] = [];
  if (trigger.on === 'broadcast' && reentry !== 'never')
    defects.push({ pointer: '/reentry', reason: 'want "never": a broadcast goes to each person once' });
  for (const [i, exit] of exits.entries()) {
    if (exit === 'cart-emptied' && trigger.on !== 'abandoned-cart')
      defects.push({ pointer: `/exits/${i}`, reason: `cart-emptied goes with abandoned-cart, not with ${trigger.on}` });
    if (exit === 'left-audience' && audience === undefined)
      defects.push({ pointer: `/exits/${i}`, reason: 'left-audience wants an audience' });
  }
  return defects;
}
