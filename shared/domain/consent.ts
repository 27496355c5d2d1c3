/** What a shop may want a person's data for. Few and fixed; each is granted or refused on its own. */
export const PURPOSES = ['analytics', 'personalisation', 'profiling', 'marketing', 'advertising', 'research'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** By which way a statement came: with an event, by the browser's GPC signal, from the shop's server, or the person. */
export const CONSENT_SOURCES = ['event', 'gpc', 'api', 'self'] as const;
export type ConsentSource = (typeof CONSENT_SOURCES)[number];

/** That a person granted or refused a purpose. */
export interface ConsentStatement {
  readonly granted: boolean;
  /** When it was made by our clock, in ms since 1970. */
  readonly atMs: number;
  readonly source: ConsentSource;
}

/** The newest statement on each purpose; nothing was said of a purpose that is absent. */
export type ConsentRegister = Readonly<Partial<Record<Purpose, ConsentStatement>>>;

/**
 * What two registers of one person say together: of each purpose the newer statement, of two of one moment the refusal.
 * Commutative, associative and idempotent, so the order and repetition of statements do not matter.
 */
export function mergedConsent(a: ConsentRegister, b: ConsentRegister): ConsentRegister {
  const merged: Partial<Record<Purpose, ConsentStatement>> = {};
  for (const purpose of PURPOSES) {
    const statement = newer(a[purpose], b[purpose]);
    if (statement !== undefined) merged[purpose] = statement;
  }
  return merged;
}

function newer(a: ConsentStatement | undefined, b: ConsentStatement | undefined): ConsentStatement | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.atMs !== b.atMs) return a.atMs > b.atMs ? a : b;
  if (a.granted !== b.granted) return a.granted ? b : a;
  return CONSENT_SOURCES.indexOf(a.source) <= CONSENT_SOURCES.indexOf(b.source) ? a : b;
}
