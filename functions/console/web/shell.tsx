import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, useEffect, useState } from 'react';
import { PAGES } from './pages.ts';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { TopBar, type TopBarProps } from './parts/top-bar.tsx';
import { useWords } from './parts/words-context.ts';

/** Navigation, and the page that the address names. */
export function Shell(settings: TopBarProps) {
  const words = useWords();
  const path = usePath();
  const { path: name, Content } = PAGES.find((page) => page.path === path) ?? PAGES[0];
  return (
    <>
      <TopBar {...settings} />
      <AppLayout
        headerSelector="#top"
        toolsHide
        ariaLabels={words.layout}
        navigation={
          <SideNavigation
            activeHref={`#/${name}`}
            items={PAGES.map((page) => ({ type: 'link', text: words.pages[page.path], href: `#/${page.path}` }))}
          />
        }
        content={
          <ErrorBoundary key={name} header={words.broken}>
            <Suspense fallback={<Spinner size="large" />}>
              <Content />
            </Suspense>
          </ErrorBoundary>
        }
      />
    </>
  );
}

function usePath(): string {
  const [path, setPath] = useState(pathNow);
  useEffect(() => {
    const turn = () => setPath(pathNow());
    addEventListener('hashchange', turn);
    return () => removeEventListener('hashchange', turn);
  }, []);
  return path;
}

const pathNow = (): string => location.hash.replace(/^#\//, '');
