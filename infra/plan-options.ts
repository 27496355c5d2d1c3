import { CONSENT_REGIMES, type ConsentRegime, type LambdaFunction } from './topology.ts';

/** What a shop may choose of the plan, deployed or on the laptop; undefined: what the plan says. */
export interface PlanOptions {
  /** What silence means. */
  readonly consent?: ConsentRegime | undefined;
  /** Names of traits that the night foresees, parted by commas. */
  readonly predictedTraits?: string | undefined;
  /** Whether records of decisions are kept. */
  readonly receipts?: 'on' | 'off' | undefined;
}

export const planOptions = ['consent', 'predictedTraits', 'receipts'] as const satisfies readonly (keyof PlanOptions)[];

/** @throws Error naming the option, the value, and what is wanted. */
export const planOptionsOf = (given: Readonly<Record<string, unknown>>): PlanOptions => ({
  consent: oneOf('consent', CONSENT_REGIMES, given['consent']),
  predictedTraits: traitsOf(given['predictedTraits']),
  receipts: oneOf('receipts', ['on', 'off'], given['receipts']),
});

/** What a function is told, of the plan and of what was chosen. */
export const environmentOf = (
  { environment }: Pick<LambdaFunction, 'environment'>,
  { consent, predictedTraits, receipts }: PlanOptions,
): Readonly<Record<string, string>> => ({
  ...environment,
  ...(consent !== undefined && 'CONSENT_REGIME' in environment && { CONSENT_REGIME: consent }),
  ...(predictedTraits !== undefined && 'PREDICTED_TRAITS' in environment && { PREDICTED_TRAITS: predictedTraits }),
  ...(receipts !== undefined && 'RECEIPTS' in environment && { RECEIPTS: receipts }),
});

function oneOf<T extends string>(option: string, choices: readonly T[], value: unknown): T | undefined {
  const choice = choices.find((known) => known === value);
  if (value === undefined || choice !== undefined) return choice;
  const wanted = [choices.slice(0, -1).join(', '), choices.at(-1)].join(' or ');
  throw new Error(`${option} ${JSON.stringify(value)}: want ${wanted}`);
}

function traitsOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[\w-]+(,[\w-]+){0,9}$/.test(value)) return value;
  throw new Error(`predictedTraits ${JSON.stringify(value)}: want up to ten names, parted by commas`);
}
