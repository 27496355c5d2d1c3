import { useEffect, useState } from 'react';
import { useApi } from './api-context.ts';
import { type Answer, failureOf } from './use-answer.ts';

interface Page {
  readonly nextCursor?: string;
}

/** What the API gives page by page. */
export interface Pages<T> {
  readonly answer: Answer<readonly T[]>;
  /** Asks for the next page; absent: there is none, or it is under way. */
  readonly more?: () => void;
}

/** @param path - with a query already. @param rowsOf - of one page; must not change from one rendering to the next. */
export function usePages<P extends Page, T>(path: string, rowsOf: (page: P) => readonly T[]): Pages<T> {
  const api = useApi();
  const [answer, setAnswer] = useState<Answer<readonly T[]>>({ state: 'loading' });
  const [cursor, setCursor] = useState<string>();
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    let isWanted = true;
    setCursor(undefined);
    if (wanted === '') setAnswer({ state: 'loading' });
    api.ask(wanted === '' ? path : `${path}&cursor=${encodeURIComponent(wanted)}`).then(
      (value) => {
        if (!isWanted) return;
        const page = value as P;
        setCursor(page.nextCursor);
        setAnswer((last) => ({
          state: 'there',
          value: [...(wanted !== '' && last.state === 'there' ? last.value : []), ...rowsOf(page)],
        }));
      },
      (error: unknown) => isWanted && setAnswer(failureOf(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [api, path, rowsOf, wanted]);
  return cursor === undefined ? { answer } : { answer, more: () => setWanted(cursor) };
}
