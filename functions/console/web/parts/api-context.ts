import { createContext, use } from 'react';
import type { Api } from '../api.ts';

export const ApiContext = createContext<Api | undefined>(undefined);

/** @throws Error where nobody signed in. */
export function useApi(): Api {
  const api = use(ApiContext);
  if (api === undefined) throw new Error('a page is shown only to who signed in');
  return api;
}
