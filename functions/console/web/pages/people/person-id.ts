export interface PersonId {
  readonly id: string;
  readonly by: 'userId' | 'anonymousId';
}

/** Below `/v1/profiles`. */
export const profilePath = ({ id, by }: PersonId, below = ''): string =>
  `/v1/profiles/${encodeURIComponent(id)}${below}?by=${by}`;

/** As bodies name somebody. */
export const subjectOf = ({ id, by }: PersonId) => ({ [by]: id });
