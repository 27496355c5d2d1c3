import { type ConsentRegister, type ConsentStatement, PURPOSES, type Purpose } from '../domain/consent.ts';
import type { PersonRecord } from '../domain/person-record.ts';

/**
 * What a person who has said nothing of a purpose is taken to have said.
 * opt-out: granted until refused. opt-in: refused until granted. by-market: as the law of the person's market has it.
 */
export const CONSENT_REGIMES = ['opt-out', 'opt-in', 'by-market'] as const;
export type ConsentRegime = (typeof CONSENT_REGIMES)[number];

/** What the house does with a person's data, each for the purposes that must all be granted. */
export interface Use {
  readonly purposes: readonly Purpose[];
  /** Silence is no consent, whatever the regime. */
  readonly mustBeStated: boolean;
  /** As the docs say it. */
  readonly words: string;
}

/** The decision table: docs/consent.md is made of it, and its every cell is tested. */
export const USES = {
  keep: { purposes: ['analytics'], mustBeStated: false, words: 'keep an event' },
  train: { purposes: ['analytics', 'profiling'], mustBeStated: false, words: 'learn from kept events at night' },
  personalise: {
    purposes: ['personalisation', 'profiling'],
    mustBeStated: false,
    words: 'decide by what the person did',
  },
  predict: { purposes: ['profiling'], mustBeStated: true, words: 'predict traits that the person did not tell' },
  relate: {
    purposes: ['personalisation', 'profiling'],
    mustBeStated: true,
    words: 'know whom the person knows and go by what they choose, where both say so',
  },
  message: { purposes: ['marketing'], mustBeStated: false, words: 'send messages' },
  advertise: { purposes: ['advertising'], mustBeStated: false, words: 'hand to advertisers' },
  publish: { purposes: ['research'], mustBeStated: true, words: 'publish in anonymised data sets' },
} as const satisfies Record<string, Use>;
export type UseName = keyof typeof USES;

/** Purposes that the browser's Global Privacy Control refuses for as long as it is on. */
export const REFUSED_BY_GPC: ReadonlySet<Purpose> = new Set(['advertising']);

/**
 * Markets (ISO 3166) whose law wants consent before such data are used: the EEA, the United Kingdom and Switzerland
 * (GDPR, UK GDPR, revFADP with ePrivacy rules), Brazil (LGPD), China (PIPL), India (DPDP), Korea (PIPA), Thailand (PDPA)
 * and Turkey (KVKK). As of 2026-11.
 */
export const OPT_IN_MARKETS: ReadonlySet<string> = new Set(
  (
    'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK ' +
    'GB CH BR CN IN KR TH TR'
  ).split(' '),
);

/** What of a person's record decides. */
export type ConsentRecord = Pick<PersonRecord, 'consent' | 'restrictedAtMs'>;

/** In what situation a use is asked for. */
export interface ConsentSituation {
  readonly regime: ConsentRegime;
  /** Of the person's market; undefined: not known, which `by-market` takes for opt-in. */
  readonly market?: string | undefined;
  /** The request bore the browser's GPC signal. */
  readonly gpc?: boolean;
}

/** Whether a purpose is granted: the statement if there is one, silence by the regime, and never against GPC. */
export function isGranted(purpose: Purpose, said: ConsentRegister, situation: ConsentSituation): boolean {
  if (situation.gpc && REFUSED_BY_GPC.has(purpose)) return false;
  return said[purpose]?.granted ?? grantsBySilence(situation);
}

/**
 * Whether the person's data may be put to a use. What is restricted is kept, and used for nothing.
 * @param record - undefined: the person has said nothing.
 */
export function allows(use: UseName, record: ConsentRecord | undefined, situation: ConsentSituation): boolean {
  if (record?.restrictedAtMs !== undefined && use !== 'keep') return false;
  const said = record?.consent ?? {};
  const { purposes, mustBeStated }: Use = USES[use];
  return purposes.every(
    (purpose) => isGranted(purpose, said, situation) && (!mustBeStated || said[purpose] !== undefined),
  );
}

/** The purposes that are not granted, in the order of PURPOSES: what an event is stamped with when it is kept. */
export const refusedPurposes = (said: ConsentRegister, situation: ConsentSituation): readonly Purpose[] =>
  PURPOSES.filter((purpose) => !isGranted(purpose, said, situation));

function grantsBySilence({ regime, market }: ConsentSituation): boolean {
  if (regime !== 'by-market') return regime === 'opt-out';
  return market !== undefined && !OPT_IN_MARKETS.has(market);
}

/**
 * What several say who must all agree, as a user and the device that is used: a refusal of any, else a grant of any. Of
 * several refusals or grants the newest.
 */
export function strictestConsent(registers: readonly ConsentRegister[]): ConsentRegister {
  const strictest: Partial<Record<Purpose, ConsentStatement>> = {};
  for (const purpose of PURPOSES) {
    for (const { [purpose]: statement } of registers) {
      const before = strictest[purpose];
      const isStricter = before === undefined || (before.granted && statement?.granted === false);
      const isNewer = before?.granted === statement?.granted && before !== undefined && statement !== undefined;
      if (statement !== undefined && (isStricter || (isNewer && statement.atMs > before.atMs))) {
        strictest[purpose] = statement;
      }
    }
  }
  return strictest;
}

/** On what an answer rests: what was said, or that nothing was. */
export type ConsentGround = 'granted' | 'silence' | 'refused';

/** Why a use is allowed or not: refused where anything was, granted where all was, and silence otherwise. */
export function groundOf(use: UseName, record: ConsentRecord | undefined, situation: ConsentSituation): ConsentGround {
  const said = record?.consent ?? {};
  const { purposes }: Use = USES[use];
  const isRefused = (purpose: Purpose): boolean =>
    said[purpose]?.granted === false || (situation.gpc === true && REFUSED_BY_GPC.has(purpose));
  if ((record?.restrictedAtMs !== undefined && use !== 'keep') || purposes.some(isRefused)) return 'refused';
  return purposes.every((purpose) => said[purpose] !== undefined) ? 'granted' : 'silence';
}
