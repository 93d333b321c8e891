import type { Locale } from '#shared/entities.ts';

const es = {
  file: 'Archivo',
  newConversation: 'Nueva conversación',
  findConversation: 'Buscar una conversación…',
  documents: 'Documentos',
  settings: 'Ajustes…',
  chooseServer: 'Elegir el servidor…',
  newWindow: 'Nueva ventana',
  close: 'Cerrar la ventana',
  quit: 'Salir de Kipux',
  edit: 'Edición',
  undo: 'Deshacer',
  redo: 'Rehacer',
  cut: 'Cortar',
  copy: 'Copiar',
  paste: 'Pegar',
  pasteAsText: 'Pegar sin formato',
  selectAll: 'Seleccionar todo',
  view: 'Ver',
  zoomIn: 'Ampliar',
  zoomOut: 'Reducir',
  zoomReset: 'Tamaño normal',
  fullScreen: 'Pantalla completa',
  window: 'Ventana',
  minimize: 'Minimizar',
  copyLink: 'Copiar el enlace',
  openLink: 'Abrir el enlace en el navegador',
  learnWord: 'Añadir al diccionario',
  noSuggestions: 'Sin sugerencias',
};

const en: typeof es = {
  file: 'File',
  newConversation: 'New conversation',
  findConversation: 'Find a conversation…',
  documents: 'Documents',
  settings: 'Settings…',
  chooseServer: 'Choose the server…',
  newWindow: 'New window',
  close: 'Close window',
  quit: 'Quit Kipux',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pasteAsText: 'Paste as plain text',
  selectAll: 'Select all',
  view: 'View',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomReset: 'Actual size',
  fullScreen: 'Full screen',
  window: 'Window',
  minimize: 'Minimise',
  copyLink: 'Copy link',
  openLink: 'Open link in the browser',
  learnWord: 'Add to dictionary',
  noSuggestions: 'No suggestions',
};

export type MenuTexts = typeof es;

const texts: Record<Locale, MenuTexts> = { es, en };

let current: Locale = 'en';

/** The language of all menus from now on; whoever shows one builds it anew. */
export function setMenuLocale(locale: Locale): void {
  current = locale;
}

export const menuTexts = (): MenuTexts => texts[current];
