import { useState } from 'react';
import { type Answer, failureOf } from './use-answer.ts';

/** What somebody sets off by a button: nothing before the first time, then the newest answer. */
export function useSent<T>(): readonly [Answer<T> | undefined, (asked: Promise<unknown>) => Promise<void>] {
  const [answer, setAnswer] = useState<Answer<T>>();
  const send = async (asked: Promise<unknown>) => {
    setAnswer({ state: 'loading' });
    setAnswer(
      await asked.then(
        (value): Answer<T> => ({ state: 'there', value: value as T }),
        (error: unknown) => failureOf(error),
      ),
    );
  };
  return [answer, send];
}
