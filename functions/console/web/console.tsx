import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useMemo, useState } from 'react';
import { type Api, apiOf } from './api.ts';
import { ApiContext } from './parts/api-context.ts';
import { WordsContext } from './parts/words-context.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';
import { type Language, preferredLanguage, WORDS } from './words/words.ts';

/**
 * Who signed in, in which language, light or dark. The key is a variable of this page and lies in no storage of the
 * browser: to load the page again is to sign out.
 */
export function Console() {
  const [language, setLanguage] = useState<Language>(() => preferredLanguage(navigator.languages));
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const [key, setKey] = useState<string>();
  const api = useMemo<Api | undefined>(() => (key === undefined ? undefined : apiOf(key)), [key]);

  useEffect(() => applyMode(isDark ? Mode.Dark : Mode.Light), [isDark]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const settings = { language, setLanguage, isDark, setDark };
  return (
    <WordsContext value={WORDS[language]}>
      {api === undefined ? (
        <SignIn {...settings} onKey={setKey} />
      ) : (
        <ApiContext value={api}>
          <Shell {...settings} onSignOut={() => setKey(undefined)} />
        </ApiContext>
      )}
    </WordsContext>
  );
}
