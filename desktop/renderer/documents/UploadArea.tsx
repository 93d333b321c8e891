import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useDesktop } from '../desktop/desktopContext.ts';
import { useActions, useApp, useAppState } from '../state/app.tsx';
import { DropOverlay } from './DropOverlay.tsx';
import { UploadContext, type UploadControl } from './uploadContext.ts';
import { useFileDrop } from './useFileDrop.ts';

/** What the chooser offers first; what a file really is, the server decides by its content. */
const ACCEPTED =
  '.pdf,.docx,.xlsx,.csv,.tsv,.html,.htm,.md,.markdown,.mdown,.mkd,.txt,.text,application/pdf,text/csv,text/html,text/markdown,text/plain';

/** Takes files dropped anywhere on the window, and gives everything inside it the file chooser. */
export function UploadArea({ children }: { children: ReactNode }) {
  const { store } = useApp();
  const { upload, notify } = useActions();
  const input = useRef<HTMLInputElement>(null);
  const replaces = useRef<string | undefined>(undefined);
  const control = useMemo<UploadControl>(
    () => ({
      choose(documentId) {
        replaces.current = documentId;
        input.current?.click();
      },
      take(files, documentId) {
        if (files.length === 0) return;
        if (store.getState().connection === 'offline') notify({ kind: 'uploadOffline', tone: 'warning' });
        else upload(files, documentId);
      },
    }),
    [store, upload, notify],
  );
  const dragging = useFileDrop({
    onFiles: control.take,
    onFolders: () => notify({ kind: 'foldersLeftOut', tone: 'warning' }),
  });
  useWarningBeforeLeaving();
  return (
    <UploadContext value={control}>
      {children}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        data-upload=""
        onChange={(event) => {
          control.take([...(event.target.files ?? [])], replaces.current);
          event.target.value = '';
        }}
      />
      {dragging && <DropOverlay />}
    </UploadContext>
  );
}

/** A browser asks before it closes a page that is still sending files. The desktop window lives on in its tray. */
function useWarningBeforeLeaving(): void {
  const sending = useAppState((state) =>
    state.uploads.some((upload) => upload.state === 'sending' || upload.state === 'waiting'),
  );
  const inDesktop = useDesktop() !== null;
  useEffect(() => {
    if (!sending || inDesktop) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [sending, inDesktop]);
}
