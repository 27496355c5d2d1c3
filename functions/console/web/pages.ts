import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Words } from './words/en.ts';

interface Page {
  /** Behind `#/` in the address. */
  readonly path: keyof Words['pages'];
  readonly Content: LazyExoticComponent<ComponentType>;
}

/** All pages, in the order of the navigation; the first is the start. Each is a bundle of its own, loaded when wanted. */
export const PAGES: readonly [Page, ...Page[]] = [
  { path: 'overview', Content: lazy(() => import('./pages/overview.tsx')) },
  { path: 'placements', Content: lazy(() => import('./pages/placements.tsx')) },
  { path: 'people', Content: lazy(() => import('./pages/people/people.tsx')) },
  { path: 'experiments', Content: lazy(() => import('./pages/experiments.tsx')) },
  { path: 'quarantine', Content: lazy(() => import('./pages/quarantine.tsx')) },
];
