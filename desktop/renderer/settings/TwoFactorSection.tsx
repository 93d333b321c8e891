import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getSecurity } from '#shared/endpoints/recovery.ts';
import { endTwoFactor, renewRecoveryCodes } from '#shared/endpoints/twoFactor.ts';
import { Button } from '../design/Button.tsx';
import { useApp } from '../state/app.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { Section } from './Section.tsx';
import { TwoFactorProof } from './TwoFactorProof.tsx';
import styles from './TwoFactorSection.module.css';
import { TwoFactorSetup } from './TwoFactorSetup.tsx';
import { useRemote } from './useRemote.ts';

/** A second proof beside the password: on or off, and the codes for when the phone is lost. */
export function TwoFactorSection() {
  const { t } = useTranslation();
  const { client } = useApp();
  const { value: security, reload } = useRemote(() => client.call(getSecurity, {}));
  const [asking, setAsking] = useState<'setup' | 'end' | 'renew' | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => {
    setAsking(null);
    setCodes(null);
    void reload();
  };
  if (security === null) return null;
  return (
    <Section title={t('twoFactor.title')} note={t('twoFactor.note')}>
      <p>
        {security.twoFactor
          ? t('twoFactor.isOn', { count: security.recoveryCodesLeft })
          : t('twoFactor.isOff')}
      </p>
      <div className={styles.buttons}>
        {!security.twoFactor && <Button onClick={() => setAsking('setup')}>{t('twoFactor.turnOn')}</Button>}
        {security.twoFactor && (
          <>
            <Button onClick={() => setAsking('renew')}>{t('twoFactor.newCodes')}</Button>
            <Button onClick={() => setAsking('end')}>{t('twoFactor.turnOff')}</Button>
          </>
        )}
      </div>
      {asking === 'setup' && <TwoFactorSetup onClose={close} />}
      {asking === 'end' && (
        <TwoFactorProof
          title={t('twoFactor.turnOff')}
          submitLabel={t('twoFactor.turnOff')}
          onProof={async (body) => {
            await client.call(endTwoFactor, { body });
            close();
          }}
          onClose={close}
        />
      )}
      {asking === 'renew' && codes === null && (
        <TwoFactorProof
          title={t('twoFactor.newCodes')}
          submitLabel={t('twoFactor.showCodes')}
          onProof={async (body) => setCodes((await client.call(renewRecoveryCodes, { body })).recoveryCodes)}
          onClose={close}
        />
      )}
      {codes !== null && <RecoveryCodes codes={codes} onClose={close} />}
    </Section>
  );
}
