/** What a name is told as that may hold a value. */
export const MASKED = '(masked)';

const MAX_LENGTH = 48;

/**
 * A name of a field or an event as a report may tell it. Clients build names from values now and then; whatever looks
 * like one is masked: an address, three digits or more, much length, or signs that names do not have.
 */
export function tellableName(name: string): string {
  const digits = name.replace(/\D/g, '').length;
  return digits < 3 && name.length <= MAX_LENGTH && /^[\p{L}_$][\p{L}\d_$ .:/()-]*$/u.test(name) ? name : MASKED;
}
