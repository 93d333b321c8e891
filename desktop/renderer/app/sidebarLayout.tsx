import { createContext, use, useEffect, useMemo, useState } from 'react';

const NARROW = '(max-width: 47.99rem)';
const FOLDED_KEY = 'kipux.sidebarFolded';

/** Whether the sidebar is seen; on a narrow window it is a drawer over the page. */
export type SidebarLayout = { narrow: boolean; shown: boolean; toggle: () => void; closeDrawer: () => void };

export const SidebarLayoutContext = createContext<SidebarLayout>({
  narrow: false,
  shown: true,
  toggle: () => {},
  closeDrawer: () => {},
});

export function useSidebar(): SidebarLayout {
  return use(SidebarLayoutContext);
}

export function useSidebarLayout(): SidebarLayout {
  const narrow = useMedia(NARROW);
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED_KEY) === 'true');
  const [drawer, setDrawer] = useState(false);
  useEffect(() => localStorage.setItem(FOLDED_KEY, String(folded)), [folded]);
  return useMemo(
    () => ({
      narrow,
      shown: narrow ? drawer : !folded,
      toggle: () => (narrow ? setDrawer((open) => !open) : setFolded((now) => !now)),
      closeDrawer: () => setDrawer(false),
    }),
    [narrow, drawer, folded],
  );
}

/** Whether a media query applies now. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = () => setMatches(list.matches);
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}
