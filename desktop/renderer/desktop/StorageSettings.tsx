import { useTranslation } from 'react-i18next';
import { type BridgeResult, type DeviceStorage, type KipuxBridge, STORAGE_CHOICES } from '#shared/bridge.ts';
import { clientErrorOf } from '#shared/client/bridgeClient.ts';
import { Button } from '../design/Button.tsx';
import { Select } from '../design/Select.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useRemote } from '../settings/useRemote.ts';
import { useTask } from '../settings/useTask.ts';
import styles from './DeviceSettings.module.css';

/** What this device keeps for reading offline: how much, how much at most, and less of it at once. */
export function StorageSettings({ bridge }: { bridge: KipuxBridge }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { value: storage, reload } = useRemote(() => valueOf(bridge.storage()));
  const { busy, problem, run } = useTask();
  if (!storage) return null;
  const change = (work: () => Promise<BridgeResult<DeviceStorage>>) =>
    void run(() => valueOf(work())).then(reload);
  return (
    <>
      <Select
        label={t('desktop.storageMost')}
        hint={t('desktop.storageHint')}
        value={String(storage.mostBytes ?? NO_LIMIT)}
        options={[
          ...STORAGE_CHOICES.map((bytes) => ({ value: String(bytes), label: formats.bytes(bytes) })),
          { value: NO_LIMIT, label: t('desktop.storageNoLimit') },
        ]}
        onChange={(chosen) => change(() => bridge.setStorage(chosen === NO_LIMIT ? null : Number(chosen)))}
      />
      <dl className={styles.facts}>
        <dt>{t('desktop.storageUsed')}</dt>
        <dd>
          <span role="status">{formats.bytes(storage.usedBytes)}</span>
          <Button disabled={busy} onClick={() => change(() => bridge.freeStorage())}>
            {t(busy ? 'desktop.storageFreeing' : 'desktop.storageFree')}
          </Button>
        </dd>
      </dl>
      {problem && (
        <p role="alert" className={styles.notice}>
          {problemText(t, formats, problem)}
        </p>
      )}
    </>
  );
}

const NO_LIMIT = 'none';

async function valueOf(answer: Promise<BridgeResult<DeviceStorage>>): Promise<DeviceStorage> {
  const result = await answer;
  if (!result.ok) throw clientErrorOf(result.error);
  return result.value;
}
