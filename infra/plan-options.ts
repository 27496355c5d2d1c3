import { CONSENT_REGIMES, type ConsentRegime, type LambdaFunction, TRANSLATORS, type Translator } from './topology.ts';

/** What a shop may choose of the plan, deployed or on the laptop; undefined: what the plan says. */
export interface PlanOptions {
  /** What silence means. */
  readonly consent?: ConsentRegime | undefined;
  /** Names of traits that the night foresees, parted by commas. */
  readonly predictedTraits?: string | undefined;
  /** Whether records of decisions are kept. */
  readonly receipts?: 'on' | 'off' | undefined;
  /** Of all people, the share that is held out; from 0 to 1. */
  readonly holdoutShare?: string | undefined;
  /** Hours after a decision within which something may come of it, as text. */
  readonly rewardWindowHours?: string | undefined;
  /** What money of several currencies is told in (ISO 4217). */
  readonly baseCurrency?: string | undefined;
  /** What translates the shop's texts. */
  readonly translator?: Translator | undefined;
  /** What words the assistant’s answers: `bedrock/MODEL`, or the address of an endpoint like OpenAI’s, with `#MODEL`. */
  readonly writer?: string | undefined;
}

export const planOptions = [
  'consent',
  'predictedTraits',
  'receipts',
  'holdoutShare',
  'rewardWindowHours',
  'baseCurrency',
  'translator',
  'writer',
] as const satisfies readonly (keyof PlanOptions)[];

/** @throws Error naming the option, the value, and what is wanted. */
export const planOptionsOf = (given: Readonly<Record<string, unknown>>): PlanOptions => ({
  consent: oneOf('consent', CONSENT_REGIMES, given['consent']),
  predictedTraits: traitsOf(given['predictedTraits']),
  receipts: oneOf('receipts', ['on', 'off'], given['receipts']),
  holdoutShare: shareOf('holdoutShare', given['holdoutShare']),
  rewardWindowHours: hoursOf('rewardWindowHours', given['rewardWindowHours']),
  baseCurrency: currencyOf('baseCurrency', given['baseCurrency']),
  translator: oneOf('translator', TRANSLATORS, given['translator']),
  writer: writerOf(given['writer']),
});

/** What a function is told, of the plan and of what was chosen. */
export const environmentOf = (
  { environment }: Pick<LambdaFunction, 'environment'>,
  {
    consent,
    predictedTraits,
    receipts,
    rewardWindowHours,
    holdoutShare,
    baseCurrency,
    translator,
    writer,
  }: PlanOptions,
): Readonly<Record<string, string>> => ({
  ...environment,
  ...(consent !== undefined && 'CONSENT_REGIME' in environment && { CONSENT_REGIME: consent }),
  ...(predictedTraits !== undefined && 'PREDICTED_TRAITS' in environment && { PREDICTED_TRAITS: predictedTraits }),
  ...(receipts !== undefined && 'RECEIPTS' in environment && { RECEIPTS: receipts }),
  ...(holdoutShare !== undefined && 'HOLDOUT_SHARE' in environment && { HOLDOUT_SHARE: holdoutShare }),
  ...(baseCurrency !== undefined && 'BASE_CURRENCY' in environment && { BASE_CURRENCY: baseCurrency }),
  ...(translator !== undefined && 'TRANSLATOR' in environment && { TRANSLATOR: translator }),
  ...(rewardWindowHours !== undefined &&
    'REWARD_WINDOW_HOURS' in environment && { REWARD_WINDOW_HOURS: rewardWindowHours }),
  ...(writer !== undefined && 'WRITER' in environment && { WRITER: writer }),
});

function oneOf<T extends string>(option: string, choices: readonly T[], value: unknown): T | undefined {
  const choice = choices.find((known) => known === value);
  if (value === undefined || choice !== undefined) return choice;
  const wanted = [choices.slice(0, -1).join(', '), choices.at(-1)].join(' or ');
  throw new Error(`${option} ${JSON.stringify(value)}: want ${wanted}`);
}

function shareOf(option: string, value: unknown): string | undefined {
  const text = String(value ?? '');
  if (value === undefined || (text !== '' && Number(text) >= 0 && Number(text) <= 1))
    return value === undefined ? undefined : text;
  throw new Error(`${option} ${JSON.stringify(value)}: want a number from 0 to 1`);
}

/** Lines of decisions are counted anew for 60 days: a longer window would not be over by then for all of them. */
const MOST_HOURS = 30 * 24;

function hoursOf(option: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const hours = Number(value);
  if (/^\d+$/.test(String(value)) && hours >= 1 && hours <= MOST_HOURS) return String(hours);
  throw new Error(`${option} ${JSON.stringify(value)}: want whole hours from 1 to ${MOST_HOURS}`);
}

function currencyOf(option: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
  throw new Error(`${option} ${JSON.stringify(value)}: want an ISO 4217 code such as EUR`);
}

/** Over plain HTTP on this machine alone. */
const WRITER =
  /^(?:bedrock\/[\w.:-]+|(?:https:\/\/[\w.-]+|http:\/\/(?:127\.0\.0\.1|localhost))(?::\d+)?(?:\/[\w.-]+)*#[\w./:-]+)$/;

function writerOf(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && WRITER.test(value))) return value;
  throw new Error(`writer ${JSON.stringify(value)}: want bedrock/MODEL or https://HOST/PATH#MODEL`);
}

function traitsOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[\w-]+(,[\w-]+){0,9}$/.test(value)) return value;
  throw new Error(`predictedTraits ${JSON.stringify(value)}: want up to ten names, parted by commas`);
}
