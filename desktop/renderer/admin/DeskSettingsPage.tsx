import { useTranslation } from 'react-i18next';
import type { AdminSettings } from '#shared/admin.ts';
import { listAdminPlans } from '#shared/endpoints/adminPlans.ts';
import { getAdminSettings, updateAdminSettings } from '#shared/endpoints/adminServer.ts';
import { Select } from '../design/Select.tsx';
import { Section } from '../settings/Section.tsx';
import { useTask } from '../settings/useTask.ts';
import { useApp } from '../state/app.tsx';
import { AdmissionSection } from './AdmissionSection.tsx';
import { CheckBox, RadioChoice } from './CheckBox.tsx';
import { DeskPage } from './DeskPage.tsx';
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
      <ReadingNote isShown={settings !== null} problem={problem} onRetry={reload} />
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

/** All models of the provider, or some; the server's default one is always among them. */
function AllowedModels({ settings, onChange }: PartProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { problem, run } = useTask();
  const { models, allowedModels } = settings;
  const initial = models.find(({ isDefault }) => isDefault) ?? models[0];
  const save = (chosen: string[] | null) =>
    run(async () => onChange(await client.call(updateAdminSettings, { body: { allowedModels: chosen } })));
  return (
    <Section title={t('settings.models')} note={t('settings.modelsNote')}>
      <RadioChoice
        label={t('settings.models')}
        value={allowedModels === null ? 'all' : 'some'}
        options={[
          { value: 'all', label: t('settings.modelsAll') },
          { value: 'some', label: t('settings.modelsSome') },
        ]}
        onChange={(which) => void save(which === 'all' || !initial ? null : [initial.id])}
      />
      {allowedModels !== null && (
        <ModelBoxes models={models} allowed={allowedModels} onSave={(chosen) => void save(chosen)} />
      )}
      <ProblemLine problem={problem} />
    </Section>
  );
}

type ModelBoxesProps = {
  models: AdminSettings['models'];
  allowed: readonly string[];
  onSave: (chosen: string[]) => void;
};

function ModelBoxes({ models, allowed, onSave }: ModelBoxesProps) {
  const { t } = useTranslation('admin');
  // What the provider no longer has can still be taken off the list.
  const gone = allowed.filter((id) => models.every((model) => model.id !== id));
  const shown = [...models, ...gone.map((id) => ({ id, isDefault: false }))];
  return (
    <div>
      {shown.map(({ id, isDefault }) => (
        <CheckBox
          key={id}
          label={isDefault ? t('settings.defaultModel', { name: id }) : id}
          checked={isDefault || allowed.includes(id)}
          disabled={isDefault || (allowed.length === 1 && allowed[0] === id)}
          onChange={(checked) => onSave(checked ? [...allowed, id] : allowed.filter((other) => other !== id))}
        />
      ))}
    </div>
  );
}
