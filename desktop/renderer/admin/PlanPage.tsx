import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { AdminPlan } from '#shared/admin.ts';
import { createPlan, listAdminPlans, updatePlan } from '#shared/endpoints/adminPlans.ts';
import { Button } from '../design/Button.tsx';
import { useTask } from '../settings/useTask.ts';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useActions, useApp } from '../state/app.tsx';
import { DeskPage } from './DeskPage.tsx';
import { type AppliesTo, PlanFields } from './PlanFields.tsx';
import styles from './PlanPage.module.css';
import { ProblemLine } from './ProblemLine.tsx';
import { emptyPlan, formOf, mistakesOf, termsOf } from './planForm.ts';
import { ReadingNote } from './ReadingNote.tsx';
import { useEscape } from './useEscape.ts';
import { useReading } from './useReading.ts';

/** A plan's terms, to be changed; without a code, those of a new one. */
export function PlanPage({ code }: { code: string | null }) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const [, navigate] = useLocation();
  useEscape(() => navigate('/admin/plans'));
  const {
    value: plans,
    problem,
    reload,
  } = useReading(code ?? '', async (signal) => (await client.call(listAdminPlans, {}, { signal })).plans);
  const plan = code === null ? null : plans?.find((candidate) => candidate.code === code);
  const title = plan ? plan.name : code === null ? t('plan.newTitle') : t('plans.title');
  return (
    <DeskPage title={title} back={{ href: '/admin/plans', label: t('plan.back') }}>
      {code !== null && <ReadingNote isShown={plans !== null} problem={problem} onRetry={reload} />}
      {code !== null && plans !== null && !plan && <ListNote title={t('plan.gone')}>{code}</ListNote>}
      {plan !== undefined && <PlanEditor plan={plan} />}
    </DeskPage>
  );
}

function PlanEditor({ plan }: { plan: AdminPlan | null }) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { notify } = useActions();
  const [, navigate] = useLocation();
  const { busy, problem, run } = useTask();
  const [form, setForm] = useState(plan === null ? emptyPlan : formOf(plan));
  const [appliesTo, setAppliesTo] = useState<AppliesTo>('new');
  const [checked, setChecked] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const isNew = plan === null;
  const mistakes = mistakesOf(form, isNew);
  const isTaken = problem?.code === 'id_taken';
  const save = () =>
    run(async () => {
      const terms = termsOf(form);
      const { plan: saved } = isNew
        ? await client.call(createPlan, { body: { ...terms, code: form.code } })
        : await client.call(updatePlan, { params: { code: plan.code }, body: { ...terms, appliesTo } });
      notify({ kind: 'planSaved', subject: saved.name });
      navigate('/admin/plans');
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    const [first] = Object.keys(mistakes);
    if (first === undefined) return void save();
    element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  return (
    <form ref={element} className={styles.form} onSubmit={submit} noValidate>
      <PlanFields
        form={form}
        onChange={(part) => setForm((before) => ({ ...before, ...part }))}
        mistakes={checked ? mistakes : {}}
        isNew={isNew}
        isTaken={isTaken}
        appliesTo={plan !== null && !plan.isUnused ? { value: appliesTo, onChange: setAppliesTo } : null}
      />
      <ProblemLine problem={isTaken ? null : problem} />
      <div className={styles.submit}>
        <Button type="submit" look="primary" disabled={busy}>
          {busy ? t('plan.saving') : isNew ? t('plan.create') : t('plan.save')}
        </Button>
      </div>
    </form>
  );
}
