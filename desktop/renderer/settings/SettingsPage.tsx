import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALES, type Model, themeSchema, type User } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';
import { PageHeader } from '../app/PageHeader.tsx';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { Select } from '../design/Select.tsx';
import { DeviceSettings } from '../desktop/DeviceSettings.tsx';
import { useActions, useAppState } from '../state/app.tsx';
import { DepartureSection } from './DepartureSection.tsx';
import { DevicesSection } from './DevicesSection.tsx';
import { EmailSetting } from './EmailSetting.tsx';
import { PasswordSection } from './PasswordSection.tsx';
import { Section } from './Section.tsx';
import styles from './SettingsPage.module.css';
import { TwoFactorSection } from './TwoFactorSection.tsx';
import { UsageSection } from './UsageSection.tsx';

/** What follows the account to every device, and what is used of its plan. */
export function SettingsPage() {
  const { t } = useTranslation();
  const session = useAppState((state) => state.session);
  const models = useAppState((state) => state.models);
  const { refreshUsage } = useActions();
  useEffect(() => void refreshUsage(), [refreshUsage]);
  if (session.status !== 'signedIn') return null;
  return (
    <div className={styles.page}>
      <PageHeader pageTitle={t('settings.title')} />
      <div className={styles.scroller}>
        <div className={styles.column}>
          <h1>{t('settings.title')}</h1>
          <Profile user={session.user} />
          <Appearance user={session.user} />
          <Answers user={session.user} models={models} />
          <UsageSection />
          <PasswordSection />
          <TwoFactorSection />
          <DevicesSection />
          <DepartureSection />
          <DeviceSettings />
        </div>
      </div>
    </div>
  );
}

function Profile({ user }: { user: User }) {
  const { t } = useTranslation();
  const { updateAccount } = useActions();
  const [name, setName] = useState(user.name ?? '');
  const trimmed = name.trim();
  const changed = trimmed !== (user.name ?? '');
  return (
    <Section title={t('settings.profile')}>
      <form
        className={styles.name}
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) void updateAccount({ name: trimmed === '' ? null : trimmed });
        }}
      >
        <Field
          label={t('auth.name')}
          hint={t('settings.nameHint')}
          autoComplete="name"
          maxLength={LIMITS.nameLength}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={!changed}>
          {t('common.save')}
        </Button>
      </form>
      <EmailSetting email={user.email} />
    </Section>
  );
}

function Appearance({ user }: { user: User }) {
  const { t } = useTranslation();
  const { updateAccount } = useActions();
  return (
    <Section title={t('settings.appearance')} note={t('settings.followsAccount')}>
      <Select
        label={t('common.language')}
        value={user.settings.locale}
        options={LOCALES.map((value) => ({ value, label: t(`common.languages.${value}`) }))}
        onChange={(locale) => void updateAccount({ settings: { locale } })}
      />
      <Select
        label={t('common.theme')}
        value={user.settings.theme}
        options={themeSchema.options.map((value) => ({ value, label: t(`common.themes.${value}`) }))}
        onChange={(theme) => void updateAccount({ settings: { theme } })}
      />
    </Section>
  );
}

function Answers({ user, models }: { user: User; models: readonly Model[] }) {
  const { t } = useTranslation();
  const { updateAccount } = useActions();
  const nameOf = (model: Model) => (model.provider === 'local' ? t('composer.noModel') : model.id);
  const serverModel = models.find((model) => model.isDefault);
  const chosen = models.find((model) => model.id === user.settings.defaultModel)?.id ?? '';
  return (
    <Section title={t('settings.answers')}>
      <Select
        label={t('settings.defaultModel')}
        hint={t('settings.defaultModelHint')}
        value={chosen}
        options={[
          {
            value: '',
            label: serverModel
              ? t('settings.serverDefaultNamed', { model: nameOf(serverModel) })
              : t('settings.serverDefault'),
          },
          ...models.map((model) => ({ value: model.id, label: nameOf(model) })),
        ]}
        onChange={(id) => void updateAccount({ settings: { defaultModel: id === '' ? null : id } })}
      />
    </Section>
  );
}
