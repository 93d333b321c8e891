import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminSettings } from '#shared/admin.ts';
import { listAdminPlans } from '#shared/endpoints/adminPlans.ts';
import { getAdminSettings, updateAdminSettings } from '#shared/endpoints/adminServer.ts';
import { Button, IconButton } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { Select } from '../design/Select.tsx';
import { Section } from '../settings/Section.tsx';
import { useTask } from '../settings/useTask.ts';
import { useApp, useAppState } from '../state/app.tsx';
import { AdmissionSection } from './AdmissionSection.tsx';
import { RadioChoice } from './CheckBox.tsx';
import { DeskPage } from './DeskPage.tsx';
import styles from './DeskSettingsPage.module.css';
import { ProblemLine } from './ProblemLine.tsx';
import { ReadingNote } from './ReadingNote.tsx';
import { useReading } from './useReading.ts';

/** What is decided for the whole server. */
export function DeskSettingsPage() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const {
    value: settings,
    problem,
    reload,
    show,
  } = useReading('', (signal) => client.call(getAdminSettings, {}, { signal }));
  return (
    <DeskPage title={t('settings.title')}>
      <AdmissionSection />
      <ReadingNote isShown={settings !== null} problem={problem} onRetry={() => void reload()} />
      {settings !== null && (
        <>
          <DefaultPlan settings={settings} onChange={show} />
          <AllowedModels settings={settings} onChange={show} />
          <Section title={t('settings.security')}>
            <p>
              {settings.adminsNeedTwoFactor ? t('settings.twoFactorNeeded') : t('settings.twoFactorFree')}
            </p>
          </Section>
        </>
      )}
    </DeskPage>
  );
}

type PartProps = { settings: AdminSettings; onChange: (settings: AdminSettings) => void };

function DefaultPlan({ settings, onChange }: PartProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { problem, run } = useTask();
  const { value: plans } = useReading(
    'plans',
    async (signal) => (await client.call(listAdminPlans, {}, { signal })).plans,
  );
  const offered = plans?.filter(({ code, retiredAt }) => retiredAt === null || code === settings.defaultPlan);
  const change = (defaultPlan: string) =>
    run(async () => onChange(await client.call(updateAdminSettings, { body: { defaultPlan } })));
  return (
    <Section title={t('settings.plan')} note={t('settings.planNote')}>
      <Select
        label={t('settings.planLabel')}
        value={settings.defaultPlan}
        options={(offered ?? [{ code: settings.defaultPlan, name: settings.defaultPlan }]).map(
          ({ code, name }) => ({ value: code, label: name }),
        )}
        onChange={(code) => void change(code)}
      />
      <ProblemLine problem={problem} />
    </Section>
  );
}

/** All models of the provider, or some; a choice of some takes effect with its first one. */
function AllowedModels({ settings, onChange }: PartProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { problem, run } = useTask();
  const [choosing, setChoosing] = useState(false);
  const allowed = settings.allowedModels;
  const isSome = allowed !== null || choosing;
  const save = (allowedModels: string[] | null) =>
    run(async () => onChange(await client.call(updateAdminSettings, { body: { allowedModels } })));
  const choose = (which: 'all' | 'some') => {
    setChoosing(which === 'some');
    if (which === 'all' && allowed !== null) void save(null);
  };
  return (
    <Section title={t('settings.models')} note={t('settings.modelsNote')}>
      <RadioChoice
        label={t('settings.models')}
        value={isSome ? 'some' : 'all'}
        options={[
          { value: 'all', label: t('settings.modelsAll') },
          { value: 'some', label: t('settings.modelsSome') },
        ]}
        onChange={choose}
      />
      {isSome && <ModelNames names={allowed ?? []} onSave={(names) => void save(names)} />}
      <ProblemLine problem={problem} />
    </Section>
  );
}

function ModelNames({ names, onSave }: { names: readonly string[]; onSave: (names: string[]) => void }) {
  const { t } = useTranslation('admin');
  const known = useAppState((state) => state.models);
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed === '' || names.includes(trimmed)) return;
    onSave([...names, trimmed]);
    setName('');
  };
  return (
    <>
      {names.length === 0 && <p className={styles.soft}>{t('settings.modelsEmpty')}</p>}
      <ul className={styles.models}>
        {names.map((model) => (
          <li key={model}>
            <code>{model}</code>
            <IconButton
              label={t('settings.removeNamed', { name: model })}
              disabled={names.length === 1}
              onClick={() => onSave(names.filter((other) => other !== model))}
            >
              <X size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
      <form className={styles.line} onSubmit={add}>
        <Field
          label={t('settings.modelName')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          list="known-models"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <datalist id="known-models">
          {known.map(({ id }) => (
            <option key={id} value={id} />
          ))}
        </datalist>
        <Button type="submit" disabled={trimmed === ''}>
          {t('settings.add')}
        </Button>
      </form>
    </>
  );
}
