import type { Device } from '#shared/entities.ts';

/** Order matters: later names stand in the User-Agent of earlier ones. */
const APPS: readonly [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(Macintosh|Mac OS X)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What a person can tell a device by, read from what it says of itself. Nothing is believed of it but its name. */
export function nameDevice(userAgent: string): Pick<Device, 'kind' | 'app' | 'system'> {
  const find = (names: readonly [RegExp, string][]) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
  const system = find(SYSTEMS);
  if (/\bElectron\//.test(userAgent)) return { kind: 'desktop', app: 'Kipux', system };
  const app = userAgent.startsWith('Mozilla/') ? find(APPS) : null;
  if (app !== null) return { kind: 'browser', app, system };
  const program = /^[\w.-]{1,40}(?=\/|$)/.exec(userAgent)?.[0] ?? null;
  return { kind: 'program', app: program, system };
}
