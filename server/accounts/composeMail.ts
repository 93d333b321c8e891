import type { Mail } from '#platform/mail/mailer.ts';
import type { Locale } from '#shared/entities.ts';
import { type MailContent, mailTexts } from './mailTexts.ts';

export type Recipient = { email: string; name: string | null; locale: Locale };

/** A mail to a person in their language: plain text, and the same as simple HTML. */
export function composeMail({ email, name, locale }: Recipient, content: MailContent): Mail {
  const { greeting, closing } = mailTexts[locale];
  const { subject, paragraphs, action } = content;
  const before = [greeting(name), ...paragraphs];
  const text = [...before, ...(action ? [`${action.label}:\n${action.url}`] : []), closing].join('\n\n');
  const button = action
    ? `<p><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:10px 18px;border-radius:7px;background:#8c1c33;color:#fdf9f3;text-decoration:none">${escapeHtml(action.label)}</a></p>`
    : '';
  const html = `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:24px;background:#faf6ef;color:#2b2420;font:16px/1.55 sans-serif"><div style="max-width:34rem">${before.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}${button}<p style="color:#6b5f55;font-size:13px">${escapeHtml(closing)}</p></div></body></html>`;
  return { to: email, subject, text, html };
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
