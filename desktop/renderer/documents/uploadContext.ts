import { createContext, use } from 'react';

/** How files get here, from wherever the person has them. */
export type UploadControl = {
  /** Opens the system's file chooser. `replaces`: a document that goes once the chosen file has arrived. */
  choose: (replaces?: string) => void;
  /** Takes files that were dropped, pasted or chosen. */
  take: (files: readonly File[], replaces?: string) => void;
};

export const UploadContext = createContext<UploadControl>({ choose: () => {}, take: () => {} });

export function useUploadControl(): UploadControl {
  return use(UploadContext);
}
