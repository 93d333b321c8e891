import { Menu as MenuIcon, PanelLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../design/Button.tsx';
import styles from './PageHeader.module.css';
import { useSidebar } from './sidebarLayout.tsx';
import { usePageTitle } from './usePageTitle.ts';

type PageHeaderProps = {
  /** Names the window. */
  pageTitle: string;
  /** What the bar shows of it; nothing where the page has a heading of its own. */
  children?: ReactNode;
};

/** The bar above a page. It brings the sidebar back when that is folded. */
export function PageHeader({ pageTitle, children }: PageHeaderProps) {
  const { t } = useTranslation();
  const { narrow, shown, toggle } = useSidebar();
  usePageTitle(pageTitle);
  return (
    <header className={styles.header}>
      {!shown && (
        <IconButton
          label={narrow ? t('sidebar.openDrawer') : t('sidebar.unfold')}
          keys="Mod+B"
          onClick={toggle}
          data-sidebar-toggle
          aria-expanded={false}
        >
          {narrow ? <MenuIcon size={18} /> : <PanelLeft size={18} />}
        </IconButton>
      )}
      {children}
    </header>
  );
}
