import { useEffect, useState } from 'react';
import { ApiError } from '../api.ts';
import { useApi } from './api-context.ts';

/** What is known of an answer of the API; `missing` is a 404, which mostly means that there was no night yet. */
export type Answer<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'missing' }
  | { readonly state: 'failed'; readonly reason: string };

/** Asks once for each path; an answer that comes after the page has turned to another path is dropped. */
export function useAnswer<T>(path: string): Answer<T> {
  const api = useApi();
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'loading' });
  useEffect(() => {
    let isWanted = true;
    const set = (next: Answer<T>) => isWanted && setAnswer(next);
    set({ state: 'loading' });
    api.ask(path).then(
      (value) => set({ state: 'there', value: value as T }),
      (error: unknown) => set(failureOf(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [api, path]);
  return answer;
}

export function failureOf(
  error: unknown,
): { readonly state: 'missing' } | { readonly state: 'failed'; reason: string } {
  if (error instanceof ApiError && error.status === 404) return { state: 'missing' };
  return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
}
