import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { type AdminJob, jobStateSchema } from '#shared/admin.ts';
import { listJobs, retryJobs } from '#shared/endpoints/adminServer.ts';
import { Button } from '../design/Button.tsx';
import { Choice } from '../design/Choice.tsx';
import { Knot, type KnotState } from '../design/Knot.tsx';
import { useFormats } from '../i18n/format.ts';
import { type Task, useTask } from '../settings/useTask.ts';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useActions, useApp } from '../state/app.tsx';
import { DeskPage } from './DeskPage.tsx';
import { useDeskFormats } from './deskFormats.ts';
import styles from './JobsPage.module.css';
import { ProblemLine } from './ProblemLine.tsx';
import { ReadingNote } from './ReadingNote.tsx';
import { useReading } from './useReading.ts';

const STATES = ['failed', 'waiting', 'active'] as const;
const LOOK_EVERY_MS = 5_000;

/** Work in the background: what has failed and why, what waits, what is under way. */
export function JobsPage() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { notify } = useActions();
  const formats = useFormats();
  const task = useTask();
  const [query, setQuery] = useSearchParams();
  const state = jobStateSchema.catch('failed').parse(query.get('state'));
  const { value, problem, reload } = useReading(state, async (signal) => {
    const { jobs, counts } = await client.call(listJobs, { query: { state } }, { signal });
    return { jobs, state, counts };
  });
  useLookingAgain(reload);
  const retry = (job: AdminJob | null) =>
    void task.run(async () => {
      const body = job?.user ? { jobs: [{ userId: job.user.id, id: job.id }] } : {};
      const { retried } = await client.call(retryJobs, { body });
      reload();
      notify({ kind: 'jobsRetried', subject: formats.number(retried) });
    });
  return (
    <DeskPage
      title={t('jobs.title')}
      actions={
        value !== null &&
        value.state === 'failed' &&
        value.jobs.length > 1 && (
          <Button disabled={task.busy} onClick={() => retry(null)}>
            {t('jobs.retryAll')}
          </Button>
        )
      }
    >
      <div className={styles.tools}>
        <Choice
          label={t('jobs.state')}
          value={state}
          options={STATES.map((one) => ({
            value: one,
            label: `${t(`jobs.states.${one}`)}${value ? ` ${formats.number(value.counts[one])}` : ''}`,
          }))}
          onChange={(one) => setQuery({ state: one }, { replace: true })}
        />
      </div>
      <ReadingNote isShown={value !== null} problem={problem} onRetry={reload} lines={4} />
      <ProblemLine problem={task.problem} />
      {value?.jobs.length === 0 && (
        <ListNote title={t(`jobs.none.${value.state}`)}>{t('jobs.noneHint')}</ListNote>
      )}
      <ul className={styles.jobs}>
        {value?.jobs.map((job) => (
          <JobRow key={job.id} job={job} task={task} onRetry={() => retry(job)} />
        ))}
      </ul>
    </DeskPage>
  );
}

/** Jobs come and go by themselves: while the page is looked at, it looks again. */
function useLookingAgain(reload: () => void): void {
  const look = useEffectEvent(() => {
    if (document.visibilityState === 'visible') reload();
  });
  useEffect(() => {
    const timer = setInterval(() => look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

const KNOTS: Record<AdminJob['state'], KnotState> = { waiting: 'hollow', active: 'moving', failed: 'frayed' };

function JobRow({ job, task, onRetry }: { job: AdminJob; task: Task; onRetry: () => void }) {
  const { t } = useTranslation('admin');
  const { relative } = useDeskFormats();
  const { kind, queue, state, user, attempts, createdAt, startedAt, dueAt, reason, isOnHold } = job;
  const name = user === null ? queue : (user.name ?? user.email);
  const time =
    state === 'active' && startedAt !== null
      ? t('jobs.started', { when: relative(startedAt) })
      : state === 'waiting' && dueAt !== null
        ? t('jobs.due', { when: relative(dueAt) })
        : t('jobs.queued', { when: relative(createdAt) });
  return (
    <li className={styles.job}>
      <Knot
        state={KNOTS[state]}
        tone={state === 'failed' ? 'warn' : state === 'active' ? 'action' : 'wool'}
      />
      <div className={styles.about}>
        <p className={styles.kind}>
          {t(`jobs.kinds.${kind}`)}
          {user !== null && (
            <>
              {' · '}
              <Link href={`/admin/people/${user.id}`}>{name}</Link>
            </>
          )}
        </p>
        <p className={styles.facts}>
          {[time, attempts > 0 && t('jobs.attempts', { count: attempts }), kind === 'other' && queue]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {state === 'failed' && (
          <p className={styles.reason}>
            {reason === null ? t('jobs.unknownReason') : t(`jobs.reasons.${reason}`)}
          </p>
        )}
        {isOnHold && <p className={styles.reason}>{t('jobs.onHold')}</p>}
      </div>
      {state === 'failed' && user !== null && (
        <Button
          disabled={task.busy || isOnHold}
          aria-label={t('jobs.retryNamed', { name })}
          onClick={onRetry}
        >
          {t('jobs.retry')}
        </Button>
      )}
    </li>
  );
}
