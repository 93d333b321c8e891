import type { i18n } from 'i18next';
import { en } from './strings/en.ts';
import { es } from './strings/es.ts';

/** Brings the desk's words into an i18n that does not have them yet: they come with the desk, not with the app. */
export function addAdminStrings(instance: i18n): void {
  if (instance.hasResourceBundle('en', 'admin')) return;
  instance.addResourceBundle('es', 'admin', es);
  instance.addResourceBundle('en', 'admin', en);
}
