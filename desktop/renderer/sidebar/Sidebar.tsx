import { Archive, ArrowLeft, PanelLeft, Search, SquarePen, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { AccountMenu } from '../account/AccountMenu.tsx';
import { useSidebar } from '../app/sidebarLayout.tsx';
import { IconButton } from '../design/Button.tsx';
import { Keys } from '../design/Keys.tsx';
import { Logo } from '../design/Logo.tsx';
import { DocumentsLink } from '../documents/DocumentsLink.tsx';
import type { ListMode } from '../state/model.ts';
import { ConversationList } from './ConversationList.tsx';
import { SearchResults } from './SearchResults.tsx';
import styles from './Sidebar.module.css';

type SidebarProps = { onFind: () => void; onShowShortcuts: () => void };

export function Sidebar({ onFind, onShowShortcuts }: SidebarProps) {
  const { t } = useTranslation();
  const { narrow, toggle, closeDrawer } = useSidebar();
  const [query, setQuery] = useState('');
  const [mode, setMode] = useState<ListMode>('current');
  return (
    <nav className={styles.sidebar} aria-label={t('sidebar.label')}>
      <div className={styles.top}>
        <Link href="/" className={styles.brand} onClick={closeDrawer}>
          <Logo size={22} />
          <span>{t('app.name')}</span>
        </Link>
        <IconButton label={t('find.title')} keys="Mod+K" onClick={onFind}>
          <Search size={17} />
        </IconButton>
        <IconButton
          label={narrow ? t('sidebar.closeDrawer') : t('sidebar.fold')}
          keys="Mod+B"
          onClick={toggle}
          data-sidebar-toggle
          aria-expanded={true}
        >
          {narrow ? <X size={18} /> : <PanelLeft size={17} />}
        </IconButton>
      </div>
      <Link href="/" className={styles.create} onClick={closeDrawer}>
        <SquarePen size={16} aria-hidden="true" />
        <span>{t('sidebar.newConversation')}</span>
        <Keys combination="Mod+N" />
      </Link>
      <SearchField value={query} onChange={setQuery} />
      <div className={styles.body}>
        {query.trim() === '' ? <ConversationList key={mode} mode={mode} /> : <SearchResults query={query} />}
      </div>
      <div className={styles.foot}>
        <DocumentsLink onOpen={closeDrawer} />
        <button
          type="button"
          className={styles.mode}
          onClick={() => setMode(mode === 'current' ? 'archived' : 'current')}
        >
          {mode === 'current' ? (
            <Archive size={16} aria-hidden="true" />
          ) : (
            <ArrowLeft size={16} aria-hidden="true" />
          )}
          {mode === 'current' ? t('sidebar.archive') : t('sidebar.backToCurrent')}
        </button>
        <AccountMenu onShowShortcuts={onShowShortcuts} />
      </div>
    </nav>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const ref = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange('');
    ref.current?.focus();
  };
  return (
    <div className={styles.search} role="search">
      <Search size={15} aria-hidden="true" />
      <input
        ref={ref}
        value={value}
        aria-label={t('sidebar.searchLabel')}
        placeholder={t('sidebar.search')}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          clear();
        }}
      />
      {value !== '' && (
        <button type="button" className={styles.clear} aria-label={t('sidebar.clearSearch')} onClick={clear}>
          <X size={15} />
        </button>
      )}
    </div>
  );
}
