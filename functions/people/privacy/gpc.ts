/**
 * That the deployment honours Global Privacy Control, as browsers and auditors ask for it at /.well-known/gpc.json.
 *
 * Source: the Global Privacy Control specification, "GPC Support Resource" (W3C Privacy Working Group).
 */
export const GPC_SUPPORT = { gpc: true, lastUpdate: '2026-11-29' } as const;
