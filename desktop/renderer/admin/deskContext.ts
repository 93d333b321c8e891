import { createContext, type RefObject, use } from 'react';

/** Where one was in the list of people, to come back to. */
export type DeskPlace = { peopleQuery: string; personId: string | null };

export const DeskContext = createContext<RefObject<DeskPlace> | null>(null);

export function useDeskPlace(): RefObject<DeskPlace> {
  const place = use(DeskContext);
  if (!place) throw new Error('useDeskPlace needs an AdminDesk around it');
  return place;
}
