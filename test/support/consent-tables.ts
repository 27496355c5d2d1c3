import { type ConsentRegister, PURPOSES } from '../../shared/domain/consent.ts';
import {
  allows,
  type ConsentSituation,
  OPT_IN_MARKETS,
  REFUSED_BY_GPC,
  USES,
  type UseName,
} from '../../shared/privacy/consent.ts';
import { PURPOSES_OF_CATEGORY } from '../../shared/privacy/consent-categories.ts';

/** The tables of docs/consent.md, as the code says them, in Markdown. */
export const consentTables = (): readonly string[] => [
  usesTable(),
  categoriesTable(),
  `${[...OPT_IN_MARKETS].sort().join(', ')}.`,
];

const optIn: ConsentSituation = { regime: 'opt-in' };
const [optInMarket] = OPT_IN_MARKETS;
const optOutMarket = 'US';

/** What is asked of each use, by column. */
const columns: Readonly<Record<string, (use: UseName) => boolean>> = {
  'all granted': (use) => allows(use, { consent: saying(use, true) }, optIn),
  'one refused': (use) => allows(use, { consent: saying(use, false) }, { regime: 'opt-out' }),
  'silence, opt-out': (use) => allows(use, undefined, { regime: 'opt-out' }),
  'silence, opt-in': (use) => allows(use, undefined, optIn),
  'silence by market, opt-in there': (use) => allows(use, undefined, { regime: 'by-market', market: optInMarket }),
  elsewhere: (use) => allows(use, undefined, { regime: 'by-market', market: optOutMarket }),
  'not known where': (use) => allows(use, undefined, { regime: 'by-market' }),
  'granted, with GPC': (use) => allows(use, { consent: saying(use, true) }, { ...optIn, gpc: true }),
  'granted, restricted': (use) => allows(use, { consent: saying(use, true), restrictedAtMs: 1 }, optIn),
};

/** All purposes of the use granted, or the first of them refused. */
const saying = (use: UseName, granted: boolean): ConsentRegister =>
  Object.fromEntries(
    USES[use].purposes.map((purpose, i) => [purpose, { granted: granted || i > 0, atMs: 1, source: 'api' as const }]),
  );

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
    .replaceAll(' --- ', '---');

const usesTable = (): string =>
  table(
    ['use', 'wants', ...Object.keys(columns)],
    (Object.keys(USES) as UseName[]).map((use) => [
      `\`${use}\`: ${USES[use].words}`,
      USES[use].purposes.join(', '),
      ...Object.values(columns).map((isAllowed) => (isAllowed(use) ? 'yes' : 'no')),
    ]),
  );

/** By purpose, the names that speak of it. */
const categoriesTable = (): string =>
  table(
    ['purpose', 'names beside its own', 'GPC'],
    PURPOSES.map((purpose) => [
      `\`${purpose}\``,
      Object.entries(PURPOSES_OF_CATEGORY)
        .filter(([, purposes]) => purposes.includes(purpose))
        .map(([name]) => name)
        .join(', '),
      REFUSED_BY_GPC.has(purpose) ? 'refuses it' : '',
    ]),
  );
