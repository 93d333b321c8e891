import {
  type ContextMenuParams,
  clipboard,
  Menu,
  type MenuItemConstructorOptions,
  type WebContents,
} from 'electron';
import { openOutside, outsideAddress } from '../externalLinks.ts';
import { isAppUrl } from './appProtocol.ts';
import { menuTexts } from './menuTexts.ts';

type Item = MenuItemConstructorOptions;

/** Shows what can be done with what was clicked; nothing where nothing can be done. */
export function attachContextMenu(contents: WebContents): void {
  contents.on('context-menu', (_event, params) => {
    const items = contextMenuItems(contents, params);
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}

export function contextMenuItems(contents: WebContents, params: ContextMenuParams): Item[] {
  const groups = [spellingItems(contents, params), linkItems(params), editItems(params)].filter(
    (group) => group.length > 0,
  );
  return groups.flatMap((group, index): Item[] => (index === 0 ? group : [{ type: 'separator' }, ...group]));
}

function spellingItems(
  contents: WebContents,
  { misspelledWord, dictionarySuggestions }: ContextMenuParams,
): Item[] {
  if (misspelledWord === '') return [];
  const texts = menuTexts();
  const suggestions = dictionarySuggestions.map(
    (word): Item => ({ label: word, click: () => contents.replaceMisspelling(word) }),
  );
  const learn = () => contents.session.addWordToSpellCheckerDictionary(misspelledWord);
  return [
    ...(suggestions.length > 0 ? suggestions : [{ label: texts.noSuggestions, enabled: false }]),
    { label: texts.learnWord, click: learn },
  ];
}

function linkItems({ linkURL }: ContextMenuParams): Item[] {
  const address = isAppUrl(linkURL) ? undefined : outsideAddress(linkURL);
  if (address === undefined) return [];
  const texts = menuTexts();
  return [
    { label: texts.openLink, click: () => openOutside(address) },
    { label: texts.copyLink, click: () => void clipboard.writeText(address) },
  ];
}

function editItems({ isEditable, selectionText, editFlags }: ContextMenuParams): Item[] {
  const texts = menuTexts();
  const copy: Item = { role: 'copy', label: texts.copy, enabled: editFlags.canCopy };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    { role: 'cut', label: texts.cut, enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: texts.paste, enabled: editFlags.canPaste },
    { role: 'selectAll', label: texts.selectAll, enabled: editFlags.canSelectAll },
  ];
}
