/** One thing wrong with an input: where (RFC 6901 pointer) and why, with the value and the limit in words. */
export interface InputDefect {
  readonly pointer: string;
  readonly reason: string;
}

/** Base of every failure that a caller can act on. Carries ids and reasons, never a payload. */
export class RapportError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The request is well-formed but says something that cannot be. */
export class InvalidInputError extends RapportError {
  readonly defects: readonly InputDefect[];

  constructor(message: string, defects: readonly InputDefect[] = [], code = 'invalid_input') {
    super(code, message);
    this.defects = defects;
  }
}

/** An input with one thing wrong. @param pointer - RFC 6901, into the input. */
export const invalidAt = (pointer: string, reason: string): InvalidInputError => invalid([{ pointer, reason }]);

/** An input with all that is wrong with it; the message names each. */
export const invalid = (defects: readonly InputDefect[]): InvalidInputError =>
  new InvalidInputError(defects.map(({ pointer, reason }) => `${pointer || '/'}: ${reason}`).join('; '), defects);

/** The bytes cannot be read as what they claim to be: broken JSON, broken gzip. */
export class MalformedInputError extends RapportError {
  constructor(message: string, options?: ErrorOptions) {
    super('malformed_input', message, options);
  }
}

/** The request is larger than the limit that the message names. */
export class TooLargeError extends RapportError {
  constructor(message: string) {
    super('too_large', message);
  }
}

/** No key, or a key that this deployment does not know. */
export class UnauthorizedError extends RapportError {
  constructor(message: string) {
    super('unauthorized', message);
  }
}

/** A shopper's token that is missing, forged, expired or spent; nobody is told which. */
export class InvalidTokenError extends UnauthorizedError {
  constructor() {
    super('the token is not valid; ask the shop for a new link');
  }
}

/** A known key that may not do this. */
export class ForbiddenError extends RapportError {
  constructor(message: string) {
    super('forbidden', message);
  }
}

export class NotFoundError extends RapportError {
  constructor(message: string) {
    super('not_found', message);
  }
}

/** The stored state is not the one that the caller based its change on. */
export class ConflictError extends RapportError {
  constructor(message: string, options?: ErrorOptions) {
    super('conflict', message, options);
  }
}

/** An outside system did not answer in time; the same call may succeed later. */
export class UnavailableError extends RapportError {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super('unavailable', message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The caller asks more than its share; the same call will succeed later. */
export class RateLimitedError extends RapportError {
  readonly perSecond: number;
  readonly retryAfterSeconds: number;

  constructor(perSecond: number, retryAfterSeconds: number) {
    super('rate_limited', `more than ${perSecond} requests a second; try again in ${retryAfterSeconds} s`);
    this.perSecond = perSecond;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A model artefact that this code must not serve: damaged, or made for another schema. */
export class IncompatibleModelError extends RapportError {
  constructor(message: string, options?: ErrorOptions) {
    super('incompatible_model', message, options);
  }
}
