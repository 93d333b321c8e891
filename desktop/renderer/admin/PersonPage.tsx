import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { AdminUserDetail } from '#shared/admin.ts';
import { getUsageByDay } from '#shared/endpoints/adminServer.ts';
import { getUser } from '#shared/endpoints/adminUsers.ts';
import { useFormats } from '../i18n/format.ts';
import { Section } from '../settings/Section.tsx';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useApp, useAppState } from '../state/app.tsx';
import { DayChart } from './DayChart.tsx';
import { DeskPage } from './DeskPage.tsx';
import { lastDays, withEmptyDays } from './days.ts';
import { useDeskPlace } from './deskContext.ts';
import { useDeskFormats } from './deskFormats.ts';
import { Facts } from './Facts.tsx';
import { PersonAccess } from './PersonAccess.tsx';
import styles from './PersonPage.module.css';
import { PersonPlan } from './PersonPlan.tsx';
import { stateOf } from './personState.ts';
import { ReadingNote } from './ReadingNote.tsx';
import { useEscape } from './useEscape.ts';
import { useReading } from './useReading.ts';

/** One account: what it has in numbers, its plan, its access. */
export function PersonPage({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const [, navigate] = useLocation();
  const { peopleQuery, remember } = useDeskPlace();
  const person = useReading(
    id,
    async (signal) => (await client.call(getUser, { params: { id } }, { signal })).user,
  );
  const href = peopleQuery === '' ? '/admin/people' : `/admin/people?${peopleQuery}`;
  useEffect(() => {
    remember({ personId: id });
  }, [remember, id]);
  useEscape(() => navigate(href));
  const { value, problem, reload, show } = person;
  const title = value === null ? t('people.title') : (value.name ?? value.email);
  return (
    <DeskPage title={title} back={{ href, label: t('person.back') }}>
      {problem?.code === 'not_found' ? (
        <ListNote title={t('person.gone')}>{t('person.goneText')}</ListNote>
      ) : (
        <ReadingNote isShown={value !== null} problem={problem} onRetry={reload} />
      )}
      {value !== null && <Person person={value} onChange={show} />}
    </DeskPage>
  );
}

export type PersonPartProps = { person: AdminUserDetail; onChange: (person: AdminUserDetail) => void };

function Person({ person, onChange }: PersonPartProps) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const myId = useAppState(({ session }) => (session.status === 'signedIn' ? session.user.id : null));
  const { name, email, suspendedAt, deletesAt, role } = person;
  const state = stateOf(person);
  return (
    <>
      <p className={styles.who}>
        {name !== null && <span className={styles.email}>{email}</span>}
        <span>{t(`people.roles.${role}`)}</span>
        {myId === person.id && <span>{t('person.you')}</span>}
      </p>
      {state === 'suspended' && suspendedAt !== null && (
        <p className={styles.state}>{t('person.suspendedSince', { date: formats.day(suspendedAt) })}</p>
      )}
      {deletesAt !== null && (
        <p className={styles.state}>{t('person.leavingOn', { date: formats.day(deletesAt) })}</p>
      )}
      <Has person={person} />
      <PersonPlan person={person} onChange={onChange} />
      <PersonAccess person={person} isMe={myId === person.id} onChange={onChange} />
      <p>
        <Link href={`/admin/audit?target=${encodeURIComponent(person.id)}`}>{t('person.history')}</Link>
      </p>
    </>
  );
}

/** Numbers alone. */
function Has({ person }: { person: AdminUserDetail }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const formats = useFormats();
  const { relative } = useDeskFormats();
  const { client } = useApp();
  const range = lastDays(30);
  const { value: days } = useReading(
    `${person.id} ${range.from}`,
    async (signal) =>
      (await client.call(getUsageByDay, { query: { ...range, user: person.id } }, { signal })).days,
  );
  const answer = (yes: boolean) => (yes ? t('yes') : t('no'));
  return (
    <Section title={t('person.has')} note={t('person.hasNote')}>
      <Facts
        facts={[
          [t('person.facts.createdAt'), formats.day(person.createdAt)],
          [
            t('person.facts.lastUsedAt'),
            person.lastUsedAt === null ? t('people.never') : relative(person.lastUsedAt),
          ],
          [t('person.facts.conversations'), formats.number(person.conversations)],
          [t('person.facts.messages'), formats.number(person.messages)],
          [t('person.facts.documents'), formats.number(person.documents)],
          [t('person.facts.storage'), formats.bytes(person.storageBytes)],
          [t('person.facts.devices'), formats.number(person.devices)],
          [
            t('person.facts.locale'),
            person.locale === 'es' || person.locale === 'en'
              ? common(`common.languages.${person.locale}`)
              : person.locale,
          ],
          [t('person.facts.email'), answer(person.emailVerified)],
          [t('person.facts.twoFactor'), answer(person.twoFactor)],
        ]}
      />
      {days !== null && days.length > 0 && (
        <DayChart
          title={t('person.usage')}
          days={withEmptyDays(days, range)}
          measure="messages"
          height={96}
        />
      )}
    </Section>
  );
}
