/**
 * A five-field cron of the plan as EventBridge writes it: a year is added, one of the two day fields must be `?`, and
 * Sunday is 1 instead of 0.
 * @throws Error when both day fields are restricted, which EventBridge cannot say, or the fields are not five.
 */
export function awsCron(cron: string): string {
  const [minute, hour, day, month, weekday, ...rest] = cron.split(' ');
  if (weekday === undefined || rest.length > 0) throw new Error(`cron "${cron}": want five fields`);
  if (weekday === '*') return `cron(${minute} ${hour} ${day} ${month} ? *)`;
  if (day !== '*') throw new Error(`cron "${cron}": EventBridge takes a day of the month or of the week, not both`);
  const shifted = weekday.replace(/\d+/g, (sundayIsZero) => String((Number(sundayIsZero) % 7) + 1));
  return `cron(${minute} ${hour} ? ${month} ${shifted} *)`;
}
