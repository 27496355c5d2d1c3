/**
 * By so much may numbers of a model differ that are the same one, those above 1 relative to them: a graph adds in 32
 * bits and in its own order, its twin in 64.
 */
export const MAX_ROUNDING = 1e-5;
