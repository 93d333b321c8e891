import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Health } from '#shared/admin.ts';
import { getHealth, sendTestMail } from '#shared/endpoints/adminServer.ts';
import { Button } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { useFormats } from '../i18n/format.ts';
import { useTask } from '../settings/useTask.ts';
import { useApp } from '../state/app.tsx';
import { DeskPage } from './DeskPage.tsx';
import { useDeskFormats } from './deskFormats.ts';
import { Facts } from './Facts.tsx';
import styles from './HealthPage.module.css';
import { ProblemLine } from './ProblemLine.tsx';
import { ReadingNote } from './ReadingNote.tsx';
import { useReading } from './useReading.ts';

/** How each part of the server is, in a sentence, and what to do where it is not well. */
export function HealthPage() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const {
    value: health,
    problem,
    isReading,
    reload,
  } = useReading('', (signal) => client.call(getHealth, {}, { signal }));
  return (
    <DeskPage
      title={t('health.title')}
      actions={
        <Button disabled={isReading} onClick={reload}>
          {t('health.check')}
        </Button>
      }
    >
      <ReadingNote isShown={health !== null} problem={problem} onRetry={reload} />
      {health !== null && <Parts health={health} />}
    </DeskPage>
  );
}

/** A server without a model or without mail works, but somebody should know. */
function countOfIlls({ database, provider, mail, disk, queue }: Health): number {
  const isWell = [
    database.isWell,
    provider.isWell && provider.kind !== 'local',
    mail.isConfigured,
    disk.isWell,
    queue.isWell && queue.failed === 0,
  ];
  return isWell.filter((well) => !well).length;
}

function Parts({ health }: { health: Health }) {
  const { t } = useTranslation('admin');
  const ills = countOfIlls(health);
  return (
    <>
      <p className={styles.summary} role="status">
        {ills === 0 ? t('health.allWell') : t('health.notAllWell', { count: ills })}
      </p>
      <ul className={styles.parts}>
        <DatabasePart database={health.database} />
        <ProviderPart provider={health.provider} />
        <QueuePart queue={health.queue} />
        <DiskPart disk={health.disk} />
        <MailPart mail={health.mail} />
        <ServerPart health={health} />
      </ul>
    </>
  );
}

type PartProps = {
  name: string;
  isWell: boolean;
  /** How it is and, where it is not well, what to do. */
  sentence: string;
  children?: ReactNode;
};

function Part({ name, isWell, sentence, children }: PartProps) {
  return (
    <li className={styles.part}>
      <Knot state={isWell ? 'tied' : 'frayed'} tone={isWell ? 'wool' : 'warn'} />
      <h2>{name}</h2>
      <div className={styles.about}>
        <p data-well={isWell}>{sentence}</p>
        {children}
      </div>
    </li>
  );
}

function DatabasePart({ database }: Pick<Health, 'database'>) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const { isWell, kind, version, migrations, latestMigration, sizeBytes, answerMs, epoch } = database;
  const ms = formats.number(Math.ceil(answerMs));
  return (
    <Part
      name={t('health.database')}
      isWell={isWell}
      sentence={isWell ? t('health.databaseWell', { ms }) : t('health.databaseIll', { ms })}
    >
      <Facts
        facts={[
          [t(`health.${kind}`), version],
          [t('health.size'), formats.bytes(sizeBytes)],
          [
            t('health.migrations'),
            <span key="migrations" title={latestMigration}>
              {formats.number(migrations)}
            </span>,
          ],
          [t('health.epoch'), epoch.slice(0, 8)],
        ]}
      />
    </Part>
  );
}

function ProviderPart({ provider }: Pick<Health, 'provider'>) {
  const { t } = useTranslation('admin');
  const { isWell, kind, model, embeddingModel, problem } = provider;
  const isLocal = kind === 'local';
  return (
    <Part
      name={t('health.provider')}
      isWell={isWell && !isLocal}
      sentence={
        isLocal
          ? t('health.providerLocal')
          : isWell
            ? t('health.providerWell', { model })
            : t('health.providerIll', { model })
      }
    >
      {problem !== null && (
        <p className={styles.theirWords}>
          {t('health.theirWords')}: <q lang="en">{problem}</q>
        </p>
      )}
      {!isLocal && <Facts facts={[[t('health.embeddingModel'), embeddingModel]]} />}
    </Part>
  );
}

function QueuePart({ queue }: Pick<Health, 'queue'>) {
  const { t } = useTranslation('admin');
  const { number } = useFormats();
  const { duration } = useDeskFormats();
  const { isWell, waiting, active, failed, oldestSeconds } = queue;
  const state = isWell
    ? t('health.queueWell', { active: number(active), waiting: number(waiting) })
    : t('health.queueIll', { age: duration(oldestSeconds ?? 0) });
  const failures = t('health.queueFailed', { count: failed, shown: number(failed) });
  return (
    <Part
      name={t('health.queue')}
      isWell={isWell && failed === 0}
      sentence={failed === 0 ? state : `${state} ${failures}`}
    >
      {failed > 0 && (
        <p>
          <Link href="/admin/jobs">{t('overview.seeJobs')}</Link>
        </p>
      )}
    </Part>
  );
}

function DiskPart({ disk: { isWell, freeBytes, totalBytes } }: Pick<Health, 'disk'>) {
  const { t } = useTranslation('admin');
  const { bytes } = useFormats();
  const room = { free: bytes(freeBytes), total: bytes(totalBytes) };
  return (
    <Part
      name={t('health.disk')}
      isWell={isWell}
      sentence={isWell ? t('health.diskWell', room) : t('health.diskIll', room)}
    />
  );
}

function MailPart({ mail: { isConfigured, from } }: Pick<Health, 'mail'>) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { busy, problem, run } = useTask();
  const [answer, setAnswer] = useState<string | null>(null);
  const test = () =>
    run(async () => {
      setAnswer(null);
      const { isSent, problem: theirs } = await client.call(sendTestMail, {});
      setAnswer(isSent ? t('health.testMailSent') : t('health.testMailFailed', { problem: theirs ?? '' }));
    });
  return (
    <Part
      name={t('health.mail')}
      isWell={isConfigured}
      sentence={isConfigured ? t('health.mailWell', { from }) : t('health.mailIll')}
    >
      {isConfigured && (
        <div>
          <Button disabled={busy} onClick={() => void test()}>
            {t('health.testMail')}
          </Button>
        </div>
      )}
      <div role="status">{answer !== null && <p>{answer}</p>}</div>
      <ProblemLine problem={problem} />
    </Part>
  );
}

function ServerPart({ health: { processes, versions, uptimeSeconds } }: { health: Health }) {
  const { t } = useTranslation('admin');
  const { number } = useFormats();
  const { duration } = useDeskFormats();
  return (
    <Part
      name={t('health.server')}
      isWell
      sentence={t('health.serverWell', { count: processes, age: duration(uptimeSeconds) })}
    >
      <Facts
        facts={[
          [t('health.kipux'), versions.kipux],
          [t('health.node'), versions.node],
          [t('health.contract'), number(versions.contract)],
        ]}
      />
    </Part>
  );
}
