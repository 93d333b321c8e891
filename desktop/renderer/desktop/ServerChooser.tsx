import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BridgeError, BridgeResult, DesktopStatus } from '#shared/bridge.ts';
import { clientErrorOf } from '#shared/client/bridgeClient.ts';
import { AuthFrame } from '../account/AuthFrame.tsx';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import styles from './ServerChooser.module.css';

type Place = 'thisComputer' | 'organisation';

type ServerChooserProps = {
  status: DesktopStatus;
  choose: (address: string | null) => Promise<BridgeResult<DesktopStatus>>;
  onChosen: (status: DesktopStatus) => void;
  /** Undefined while there is no server to stay with. */
  onCancel: (() => void) | undefined;
};

/** Where the server is: on this computer, or at an organisation's address, which is tried at once. */
export function ServerChooser({ status, choose, onChosen, onCancel }: ServerChooserProps) {
  const { t } = useTranslation();
  const isAtAddress = status.serverAddress !== null && !status.isThisComputer;
  const [place, setPlace] = useState<Place>(
    status.thisComputer && !isAtAddress ? 'thisComputer' : 'organisation',
  );
  const [address, setAddress] = useState(isAtAddress ? (status.serverAddress ?? '') : '');
  const [error, setError] = useState<BridgeError | 'missing' | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const explain = useExplanation(place);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wanted = place === 'thisComputer' ? null : address.trim();
    if (wanted === '') {
      setError('missing');
      field.current?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    const result = await choose(wanted);
    setBusy(false);
    if (result.ok) return onChosen(result.value);
    setError(result.error);
    field.current?.focus();
  };
  const pick = (next: Place) => {
    setPlace(next);
    setError(null);
  };
  return (
    <AuthFrame title={t(onCancel ? 'desktop.chooseAgainTitle' : 'desktop.chooseTitle')}>
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <fieldset className={styles.places}>
          <legend className={styles.legend}>{t('desktop.chooseLegend')}</legend>
          <PlaceOption
            title={t('desktop.thisComputer')}
            text={t(status.thisComputer ? 'desktop.thisComputerText' : 'desktop.thisComputerAbsent')}
            checked={place === 'thisComputer'}
            disabled={!status.thisComputer}
            onPick={() => pick('thisComputer')}
          />
          <PlaceOption
            title={t('desktop.organisation')}
            text={t('desktop.organisationText')}
            checked={place === 'organisation'}
            onPick={() => pick('organisation')}
          />
        </fieldset>
        {place === 'organisation' && (
          <Field
            ref={field}
            label={t('desktop.address')}
            hint={t('desktop.addressHint')}
            error={error && explain(error)}
            type="text"
            inputMode="url"
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            maxLength={2_000}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
        <div role="alert">
          {place === 'thisComputer' && error && <p className={styles.error}>{explain(error)}</p>}
        </div>
        {onCancel && <p className={styles.warning}>{t('desktop.changeWarning')}</p>}
        <Button type="submit" look="primary" wide disabled={busy}>
          {t(busy ? 'desktop.connecting' : 'desktop.connect')}
        </Button>
        {onCancel && (
          <Button wide onClick={onCancel} disabled={busy}>
            {t('common.cancel')}
          </Button>
        )}
      </form>
    </AuthFrame>
  );
}

function useExplanation(place: Place): (error: BridgeError | 'missing') => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return (error) => {
    if (error === 'missing') return t('desktop.missingAddress');
    switch (error.code) {
      case 'offline':
        return t(place === 'thisComputer' ? 'desktop.thisComputerOffline' : 'desktop.offline');
      case 'invalid_address':
      case 'not_secure':
      case 'incompatible':
        return t(`desktop.${error.code}`);
      default:
        return problemText(t, formats, { code: clientErrorOf(error).code });
    }
  };
}

type PlaceOptionProps = {
  title: string;
  text: string;
  checked: boolean;
  disabled?: boolean;
  onPick: () => void;
};

function PlaceOption({ title, text, checked, disabled = false, onPick }: PlaceOptionProps) {
  const id = useId();
  return (
    <div className={styles.place}>
      <input
        id={id}
        type="radio"
        name="place"
        aria-describedby={`${id}-text`}
        checked={checked}
        disabled={disabled}
        onChange={onPick}
      />
      <label htmlFor={id}>{title}</label>
      <p id={`${id}-text`} className={styles.text}>
        {text}
      </p>
    </div>
  );
}
