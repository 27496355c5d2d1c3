import TopNavigation from '@cloudscape-design/components/top-navigation';
import { LANGUAGES, type Language } from '../words/words.ts';
import { useWords } from './words-context.ts';

export interface TopBarProps {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly isDark: boolean;
  readonly setDark: (isDark: boolean) => void;
  /** Absent: nobody signed in. */
  readonly onSignOut?: () => void;
}

export function TopBar({ language, setLanguage, isDark, setDark, onSignOut }: TopBarProps) {
  const words = useWords();
  return (
    <div id="top">
      <TopNavigation
        identity={{ href: '#/', title: 'Rapport' }}
        i18nStrings={words.topBar}
        utilities={[
          { type: 'button', text: isDark ? words.light : words.dark, onClick: () => setDark(!isDark) },
          {
            type: 'menu-dropdown',
            text: LANGUAGES[language],
            ariaLabel: `${words.language}: ${LANGUAGES[language]}`,
            items: Object.entries(LANGUAGES).map(([id, text]) => ({ id, text })),
            onItemClick: ({ detail }) => setLanguage(detail.id as Language),
          },
          ...(onSignOut ? [{ type: 'button', text: words.signOut, onClick: onSignOut } as const] : []),
        ]}
      />
    </div>
  );
}
