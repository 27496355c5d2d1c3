/** A date, or a day of a year, at the beginning of a text: 1990-02-29T…, 02-29. */
const DAY = /^(?:\d{4}-)?(\d\d)-(\d\d)(?!\d)/;

/** Whether a trait says that somebody has their birthday on a UTC day; who was born on 29 February has it on the 28th otherwise. */
export function birthdayIn(traits: Readonly<Record<string, unknown>>, trait: string, dayMs: number): boolean {
  const value = traits[trait];
  const [, month, day] = typeof value === 'string' ? (DAY.exec(value) ?? []) : [];
  if (month === undefined || day === undefined) return false;
  const date = new Date(dayMs);
  const isLeap = new Date(Date.UTC(date.getUTCFullYear(), 1, 29)).getUTCMonth() === 1;
  const kept = month === '02' && day === '29' && !isLeap ? '28' : day;
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(kept);
}
