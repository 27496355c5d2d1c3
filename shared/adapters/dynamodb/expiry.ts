/** DynamoDB's TTL attribute, in seconds since 1970. */
export const keptUntil = (fromMs: number, days: number): number => Math.floor(fromMs / 1000) + days * 86_400;

/** DynamoDB removes an expired row within days, not at once: until then a reader passes over it. */
export const isKept = (row: Readonly<Record<string, unknown>>, nowMs: number): boolean =>
  row['expiresAt'] === undefined || Number(row['expiresAt']) * 1000 > nowMs;
