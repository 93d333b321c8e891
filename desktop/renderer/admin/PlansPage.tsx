import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AdminPlan } from '#shared/admin.ts';
import { listAdminPlans, offerPlan, retirePlan } from '#shared/endpoints/adminPlans.ts';
import buttonStyles from '../design/Button.module.css';
import { Button } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { useFormats } from '../i18n/format.ts';
import { type Task, useTask } from '../settings/useTask.ts';
import { useActions, useApp } from '../state/app.tsx';
import { DeskPage } from './DeskPage.tsx';
import styles from './PlansPage.module.css';
import { ProblemLine } from './ProblemLine.tsx';
import { usePlanWords } from './planWords.ts';
import { ReadingNote } from './ReadingNote.tsx';
import { Subscriptions } from './Subscriptions.tsx';
import { useReading } from './useReading.ts';

/** All plans, those on offer first, and who is subscribed to them. */
export function PlansPage() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { notify } = useActions();
  const task = useTask();
  const {
    value: plans,
    problem,
    reload,
  } = useReading('', async (signal) => (await client.call(listAdminPlans, {}, { signal })).plans);
  const setRetired = (plan: AdminPlan, isRetired: boolean) => {
    const params = { code: plan.code };
    const set = async (retired: boolean) => {
      await client.call(retired ? retirePlan : offerPlan, { params });
      reload();
    };
    void task.run(async () => {
      await set(isRetired);
      const undo = () => void task.run(() => set(!isRetired));
      notify({ kind: isRetired ? 'planRetired' : 'planOffered', subject: plan.name, undo });
    });
  };
  return (
    <DeskPage
      title={t('plans.title')}
      actions={
        <Link href="/admin/plans/new" className={classes(buttonStyles.button, buttonStyles.primary)}>
          <Plus size={16} aria-hidden="true" />
          {t('plans.new')}
        </Link>
      }
    >
      <ReadingNote isShown={plans !== null} problem={problem} onRetry={reload} />
      <ProblemLine problem={task.problem} />
      <ul className={styles.plans}>
        {plans?.map((plan) => (
          <PlanRow
            key={plan.code}
            plan={plan}
            task={task}
            onRetire={(retired) => setRetired(plan, retired)}
          />
        ))}
      </ul>
      {plans !== null && <Subscriptions />}
    </DeskPage>
  );
}

type PlanRowProps = { plan: AdminPlan; task: Task; onRetire: (isRetired: boolean) => void };

function PlanRow({ plan, task, onRetire }: PlanRowProps) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const words = usePlanWords();
  const { code, name, subscribers, isDefault, retiredAt } = plan;
  return (
    <li className={styles.plan} data-retired={retiredAt !== null}>
      <div className={styles.about}>
        <h2>
          {name}
          {isDefault && <span className={styles.mark}>{t('plans.initial')}</span>}
          {retiredAt !== null && <span className={styles.mark}>{t('plans.retired')}</span>}
        </h2>
        <p>
          {words.price(plan)} ·{' '}
          {subscribers === 0 ? (
            t('plans.subscribers', { count: 0, shown: '0' })
          ) : (
            <Link href={`/admin/people?plan=${encodeURIComponent(code)}`} title={t('plans.who')}>
              {t('plans.subscribers', { count: subscribers, shown: formats.number(subscribers) })}
            </Link>
          )}
        </p>
        <p className={styles.limits}>{words.limits(plan).join(' · ')}</p>
      </div>
      <div className={styles.acts}>
        <Link
          href={`/admin/plans/of/${encodeURIComponent(code)}`}
          className={classes(buttonStyles.button, buttonStyles.plain)}
          aria-label={t('plans.changeNamed', { name })}
        >
          {t('plans.change')}
        </Link>
        {retiredAt !== null && (
          <Button
            disabled={task.busy}
            aria-label={t('plans.offerNamed', { name })}
            onClick={() => onRetire(false)}
          >
            {t('plans.offer')}
          </Button>
        )}
        {retiredAt === null && !isDefault && (
          <Button
            disabled={task.busy}
            aria-label={t('plans.retireNamed', { name })}
            title={t('plans.retireHint')}
            onClick={() => onRetire(true)}
          >
            {t('plans.retire')}
          </Button>
        )}
      </div>
    </li>
  );
}
