import { Globe, Laptop, SquareTerminal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { endDevice, endOtherDevices, listDevices } from '#shared/endpoints/devices.ts';
import type { Device } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useApp } from '../state/app.tsx';
import styles from './DevicesSection.module.css';
import { Section } from './Section.tsx';
import { useRemote } from './useRemote.ts';
import { useTask } from './useTask.ts';

const ICONS = { desktop: Laptop, browser: Globe, program: SquareTerminal } as const;

/** Where the account is signed in, and the way to end it there. */
export function DevicesSection() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const {
    value: devices,
    problem: unread,
    reload,
  } = useRemote(async () => (await client.call(listDevices, {})).devices);
  const { busy, problem: failed, run } = useTask();
  const problem = failed ?? unread;
  const end = async (work: () => Promise<unknown>) => {
    await run(work);
    await reload();
  };
  return (
    <Section title={t('accountSettings.devices')} note={t('accountSettings.devicesNote')}>
      {problem && <p role="alert">{problemText(t, formats, problem)}</p>}
      {devices === null && !unread && <Skeleton lines={2} />}
      <ul className={styles.devices}>
        {devices?.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            busy={busy}
            onEnd={() => void end(() => client.call(endDevice, { params: { id: device.id } }))}
          />
        ))}
      </ul>
      {devices !== null && devices.length > 1 && (
        <div>
          <Button disabled={busy} onClick={() => void end(() => client.call(endOtherDevices, {}))}>
            {t('accountSettings.endOtherDevices')}
          </Button>
        </div>
      )}
    </Section>
  );
}

function DeviceRow({ device, busy, onEnd }: { device: Device; busy: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const Icon = ICONS[device.kind];
  const app = device.app ?? t('accountSettings.unknownDevice');
  const name = device.system === null ? app : t('accountSettings.deviceOn', { app, system: device.system });
  return (
    <li className={styles.device}>
      <Icon size={18} aria-hidden="true" />
      <div className={styles.about}>
        <p className={styles.name}>
          {name}
          {device.isCurrent && <span className={styles.here}>{t('accountSettings.thisDevice')}</span>}
        </p>
        <p className={styles.use}>
          {device.isCurrent
            ? t('accountSettings.inUse')
            : t('accountSettings.lastUsed', { when: formats.dateTime(device.lastUsedAt) })}
          {device.address !== null && ` · ${device.address}`}
        </p>
      </div>
      {!device.isCurrent && (
        <Button disabled={busy} onClick={onEnd} aria-label={t('accountSettings.endDeviceNamed', { name })}>
          {t('accountSettings.endDevice')}
        </Button>
      )}
    </li>
  );
}
