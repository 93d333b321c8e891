import { createContext, use } from 'react';

/** Where one was in the list of people, to come back to. */
export type DeskPlace = {
  peopleQuery: string;
  personId: string | null;
  remember(part: Partial<Omit<DeskPlace, 'remember'>>): void;
};

export const DeskContext = createContext<DeskPlace | null>(null);

export function useDeskPlace(): DeskPlace {
  const place = use(DeskContext);
  if (!place) throw new Error('useDeskPlace needs an AdminDesk around it');
  return place;
}
