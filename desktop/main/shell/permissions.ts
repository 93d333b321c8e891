import type { Session } from 'electron';
import { isAppUrl } from './appProtocol.ts';

/** Copying is all that the app needs; anything else a page may ask for is refused. */
const GRANTED = new Set(['clipboard-sanitized-write']);

export function isGranted(permission: string, url: string): boolean {
  return GRANTED.has(permission) && isAppUrl(url);
}

export function restrictPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(isGranted(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, `${origin}/`));
  session.setDevicePermissionHandler(() => false);
}
