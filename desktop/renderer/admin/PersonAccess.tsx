import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUserDetail } from '#shared/admin.ts';
import { createResetLink } from '#shared/endpoints/admin.ts';
import {
  deleteUser,
  endUserSessions,
  restoreUser,
  setUserRole,
  suspendUser,
} from '#shared/endpoints/adminUsers.ts';
import { Button } from '../design/Button.tsx';
import { Choice } from '../design/Choice.tsx';
import { useFormats } from '../i18n/format.ts';
import { FormDialog } from '../settings/FormDialog.tsx';
import { LinkToHandOver } from '../settings/LinkToHandOver.tsx';
import { Section } from '../settings/Section.tsx';
import { type Task, useTask } from '../settings/useTask.ts';
import { useActions, useApp, useAppState } from '../state/app.tsx';
import type { NoticeKind } from '../state/model.ts';
import styles from './PersonPage.module.css';
import type { PersonPartProps } from './PersonPage.tsx';
import { ProblemLine } from './ProblemLine.tsx';
import { stateOf } from './personState.ts';

type PersonAccessProps = PersonPartProps & { isMe: boolean };

/** Whether a person gets in, and as what. What can be taken back is done at once and offers to. */
export function PersonAccess({ person, isMe, onChange }: PersonAccessProps) {
  const { t } = useTranslation('admin');
  const task = useTask();
  return (
    <Section title={t('person.access')} note={isMe ? t('person.youNote') : undefined}>
      <div className={styles.acts}>
        {!isMe && <RoleAct person={person} onChange={onChange} task={task} />}
        {!isMe && <SuspendAct person={person} onChange={onChange} task={task} />}
        {!isMe && <SessionsAct person={person} onChange={onChange} task={task} />}
        <ResetLinkAct person={person} />
        {!isMe && person.deletesAt === null && <DeleteAct person={person} onChange={onChange} />}
      </div>
      <ProblemLine problem={task.problem} />
    </Section>
  );
}

/** What an act does, said beside what does it. */
function Act({ hint, children }: { hint: string; children: ReactNode }) {
  return (
    <div className={styles.act}>
      <p>{hint}</p>
      {children}
    </div>
  );
}

type ActProps = PersonPartProps & { task: Task };

/** Does something, shows the person as they are then, and offers the way back where another act is one. */
function useUndoableAct({ person, onChange, task }: ActProps) {
  const { notify } = useActions();
  type Call = () => Promise<{ user: AdminUserDetail }>;
  return (kind: NoticeKind, act: Call, takeBack: Call | null) =>
    void task.run(async () => {
      onChange((await act()).user);
      const undo = takeBack && (() => void task.run(async () => onChange((await takeBack()).user)));
      notify({ kind, subject: person.name ?? person.email, ...(undo && { undo }) });
    });
}

function RoleAct(props: ActProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const act = useUndoableAct(props);
  const { id, role } = props.person;
  const params = { id };
  const setRole = (to: typeof role) => () => client.call(setUserRole, { params, body: { role: to } });
  return (
    <Act hint={t('person.roleHint')}>
      <Choice
        label={t('person.role')}
        value={role}
        options={(['user', 'admin'] as const).map((value) => ({ value, label: t(`people.roles.${value}`) }))}
        onChange={(to) => act('roleChanged', setRole(to), setRole(role))}
      />
    </Act>
  );
}

function SuspendAct(props: ActProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const act = useUndoableAct(props);
  const offline = useAppState((state) => state.connection === 'offline');
  const params = { id: props.person.id };
  const suspend = () => client.call(suspendUser, { params });
  const restore = (what: 'suspension' | 'both') => () => client.call(restoreUser, { params, body: { what } });
  // To suspend is no way back for who was being deleted.
  const outAgain = stateOf(props.person) === 'suspended' ? suspend : null;
  const isOut = stateOf(props.person) !== 'active';
  const disabled = props.task.busy || offline;
  return (
    <Act hint={isOut ? t('person.restoreHint') : t('person.suspendHint')}>
      {isOut ? (
        <Button disabled={disabled} onClick={() => act('personRestored', restore('both'), outAgain)}>
          {t('person.restore')}
        </Button>
      ) : (
        <Button disabled={disabled} onClick={() => act('personSuspended', suspend, restore('suspension'))}>
          {t('person.suspend')}
        </Button>
      )}
    </Act>
  );
}

function SessionsAct({ person, onChange, task: { busy, run } }: ActProps) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const { client } = useApp();
  const { notify } = useActions();
  const { devices } = person;
  const end = () =>
    run(async () => {
      await client.call(endUserSessions, { params: { id: person.id } });
      onChange({ ...person, devices: 0, lastUsedAt: null });
      notify({ kind: 'personSignedOut', subject: person.name ?? person.email });
    });
  const hint =
    devices === 0
      ? t('person.noSessions')
      : t('person.endSessionsHint', { count: devices, shown: formats.number(devices) });
  return (
    <Act hint={hint}>
      <Button disabled={busy || devices === 0} onClick={() => void end()}>
        {t('person.endSessions')}
      </Button>
    </Act>
  );
}

function ResetLinkAct({ person }: { person: AdminUserDetail }) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { busy, problem, run } = useTask();
  const [url, setUrl] = useState<string | null>(null);
  const isSuspended = person.suspendedAt !== null;
  const make = () =>
    run(async () => setUrl((await client.call(createResetLink, { body: { email: person.email } })).url));
  return (
    <>
      <Act hint={isSuspended ? t('person.resetLinkSuspended') : t('person.resetLinkHint')}>
        <Button disabled={busy || isSuspended} onClick={() => void make()}>
          {t('person.resetLink')}
        </Button>
      </Act>
      <ProblemLine problem={problem} />
      {url !== null && <LinkToHandOver url={url} note={t('person.resetLinkNote')} />}
    </>
  );
}

function DeleteAct({ person, onChange }: PersonPartProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { notify } = useActions();
  const { busy, problem, run } = useTask();
  const [asking, setAsking] = useState(false);
  const name = person.name ?? person.email;
  const params = { id: person.id };
  const submit = () =>
    run(async () => {
      onChange((await client.call(deleteUser, { params })).user);
      setAsking(false);
      // Who was suspended before stays it.
      const body = { what: person.suspendedAt === null ? 'both' : 'deletion' } as const;
      const takeBack = async () => onChange((await client.call(restoreUser, { params, body })).user);
      const undo = () => void run(takeBack);
      notify({ kind: 'personDeleted', subject: name, undo });
    });
  return (
    <Act hint={t('person.deleteHint')}>
      <Button onClick={() => setAsking(true)}>{t('person.delete')}</Button>
      {asking && (
        <FormDialog
          title={t('person.delete')}
          submitLabel={t('person.deleteSubmit')}
          busy={busy}
          error={problem && <ProblemLine problem={problem} />}
          onSubmit={() => void submit()}
          onClose={() => setAsking(false)}
        >
          <p>{t('person.deleteText', { name })}</p>
        </FormDialog>
      )}
    </Act>
  );
}
