import {
  ChevronsUpDown,
  Keyboard,
  Layers,
  LogOut,
  Server,
  Settings as SettingsIcon,
  SlidersHorizontal,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { LOCALES, themeSchema } from '#shared/entities.ts';
import { useSidebar } from '../app/sidebarLayout.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../design/Menu.tsx';
import { useDesktop } from '../desktop/desktopContext.ts';
import { useActions, useApp, useAppState } from '../state/app.tsx';
import styles from './AccountMenu.module.css';
import { LogoutDialog } from './LogoutDialog.tsx';
import { UsageSummary } from './UsageSummary.tsx';

/** The account at the foot of the sidebar: what is used, language, theme, settings, the way out. */
export function AccountMenu({ onShowShortcuts }: { onShowShortcuts: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { closeDrawer } = useSidebar();
  const { store } = useApp();
  const actions = useActions();
  const desktop = useDesktop();
  const user = useAppState((state) => (state.session.status === 'signedIn' ? state.session.user : null));
  const [confirming, setConfirming] = useState(false);
  if (!user) return null;
  const name = user.name ?? user.email;
  const go = (path: string) => {
    navigate(path);
    closeDrawer();
  };
  const logout = async () => {
    const { outgoing, waiting } = store.getState();
    if (outgoing.length + waiting.length > 0) return setConfirming(true);
    const problem = await actions.logout();
    if (problem) actions.notify({ kind: 'logoutFailed', tone: 'warning', problem });
  };
  return (
    <>
      <Menu
        side="top"
        onOpenChange={(open) => {
          if (open) void actions.refreshUsage();
        }}
        trigger={
          <button type="button" className={styles.account} aria-label={t('account.menu', { name })}>
            <span className={styles.name}>{name}</span>
            <ChevronsUpDown size={15} aria-hidden="true" />
          </button>
        }
      >
        <UsageSummary />
        <MenuLine />
        <MenuChoice
          label={t('common.language')}
          value={user.settings.locale}
          options={LOCALES.map((value) => ({ value, label: t(`common.languages.${value}`) }))}
          onChange={(locale) => void actions.updateAccount({ settings: { locale } })}
        />
        <MenuChoice
          label={t('common.theme')}
          value={user.settings.theme}
          options={themeSchema.options.map((value) => ({ value, label: t(`common.themes.${value}`) }))}
          onChange={(theme) => void actions.updateAccount({ settings: { theme } })}
        />
        <MenuLine />
        <MenuItem icon={<Layers size={16} />} onSelect={() => go('/plans')}>
          {t('plans.title')}
        </MenuItem>
        <MenuItem icon={<SettingsIcon size={16} />} onSelect={() => go('/settings')}>
          {t('account.settings')}
        </MenuItem>
        {user.role === 'admin' && (
          <MenuItem icon={<SlidersHorizontal size={16} />} onSelect={() => go('/admin')}>
            {t('account.admin')}
          </MenuItem>
        )}
        <MenuItem icon={<Keyboard size={16} />} keys="?" onSelect={onShowShortcuts}>
          {t('account.shortcuts')}
        </MenuItem>
        {desktop && (
          <MenuItem icon={<Server size={16} />} onSelect={desktop.chooseServer}>
            {t('desktop.changeServer')}
          </MenuItem>
        )}
        <MenuItem icon={<LogOut size={16} />} onSelect={() => void logout()}>
          {t('account.logout')}
        </MenuItem>
      </Menu>
      {confirming && <LogoutDialog onClose={() => setConfirming(false)} />}
    </>
  );
}
