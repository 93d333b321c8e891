import { useEffect, useEffectEvent, useState } from 'react';

type DropHandlers = { onFiles: (files: File[]) => void; onFolders: () => void };

/** Whether files are being dragged over the window. Dropped, they are given to `onFiles`; the page never navigates to one. */
export function useFileDrop({ onFiles, onFolders }: DropHandlers): boolean {
  const [dragging, setDragging] = useState(false);
  const onDrop = useEffectEvent((transfer: DataTransfer) => {
    const { files, hasFolders } = filesOf(transfer);
    if (hasFolders) onFolders();
    onFiles(files);
  });
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setDragging(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent) => {
      setDragging(false);
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      onDrop(event.dataTransfer);
    };
    window.addEventListener('dragenter', over);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', over);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return dragging;
}

function hasFiles(transfer: DataTransfer): boolean {
  return transfer.types.includes('Files');
}

/** The files of a drop, without the folders among them, which come as files that cannot be read. */
function filesOf(transfer: DataTransfer): { files: File[]; hasFolders: boolean } {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const files = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile());
  const known = items.length > 0 ? files.filter((file) => file !== null) : [...transfer.files];
  return { files: known, hasFolders: items.some(isFolder) };
}

function isFolder(item: DataTransferItem): boolean {
  return item.webkitGetAsEntry?.()?.isDirectory === true;
}
