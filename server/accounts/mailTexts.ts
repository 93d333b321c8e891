import type { Locale } from '#shared/entities.ts';

/** A mail before it has a form: what it is about, and the one thing that can be done. */
export type MailContent = { subject: string; paragraphs: string[]; action?: { label: string; url: string } };

type Texts = {
  greeting(name: string | null): string;
  closing: string;
  verifyEmail(url: string): MailContent;
  confirmNewEmail(url: string): MailContent;
  emailChangeAsked(newEmail: string): MailContent;
  emailChanged(newEmail: string): MailContent;
  resetPassword(url: string): MailContent;
  passwordChanged(): MailContent;
  invitation(url: string): MailContent;
  deletionRequested(deletesAt: Date): MailContent;
  test(): MailContent;
};

const es: Texts = {
  greeting: (name) => (name === null ? 'Hola:' : `Hola, ${name}:`),
  closing: 'Este mensaje lo envía tu servidor de Kipux. No hace falta responder.',
  verifyEmail: (url) => ({
    subject: 'Confirma tu correo en Kipux',
    paragraphs: [
      'Con este correo se ha creado una cuenta de Kipux. Confírmalo para poder recuperar la contraseña si un día la olvidas.',
      'El enlace vale una sola vez y durante 24 horas. Si no has sido tú, no hagas nada.',
    ],
    action: { label: 'Confirmar el correo', url },
  }),
  confirmNewEmail: (url) => ({
    subject: 'Confirma tu nuevo correo en Kipux',
    paragraphs: [
      'Has pedido entrar en Kipux con este correo. El cambio se hace cuando lo confirmes.',
      'El enlace vale una sola vez y durante dos horas. Si no has sido tú, no hagas nada.',
    ],
    action: { label: 'Usar este correo', url },
  }),
  emailChangeAsked: (newEmail) => ({
    subject: 'Se ha pedido cambiar el correo de tu cuenta de Kipux',
    paragraphs: [
      `Alguien que conoce tu contraseña ha pedido que tu cuenta pase a usar ${newEmail}. Hasta que se confirme desde allí, todo sigue igual.`,
      'Si no has sido tú, entra en Kipux y cambia la contraseña: eso anula el cambio.',
    ],
  }),
  emailChanged: (newEmail) => ({
    subject: 'Tu cuenta de Kipux tiene otro correo',
    paragraphs: [
      `Desde ahora se entra en tu cuenta con ${newEmail}.`,
      'Si no has sido tú, escribe a quien administra tu servidor de Kipux.',
    ],
  }),
  resetPassword: (url) => ({
    subject: 'Elige otra contraseña para Kipux',
    paragraphs: [
      'Has pedido otra contraseña para tu cuenta de Kipux.',
      'El enlace vale una sola vez y durante una hora. Si no has sido tú, no hagas nada: tu contraseña sigue siendo la misma.',
    ],
    action: { label: 'Elegir la contraseña', url },
  }),
  passwordChanged: () => ({
    subject: 'La contraseña de tu cuenta de Kipux ha cambiado',
    paragraphs: [
      'Se ha cambiado la contraseña de tu cuenta y se ha cerrado la sesión en los demás dispositivos.',
      'Si no has sido tú, pide una nueva con «¿Olvidaste la contraseña?» y avisa a quien administra tu servidor.',
    ],
  }),
  invitation: (url) => ({
    subject: 'Tienes una invitación a Kipux',
    paragraphs: [
      'Te han invitado a crear una cuenta en un servidor de Kipux, para conversar con una IA y preguntar por tus documentos.',
      'El enlace vale para una cuenta y durante una semana.',
    ],
    action: { label: 'Crear la cuenta', url },
  }),
  test: () => ({
    subject: 'Kipux puede enviar correos',
    paragraphs: ['Este es el correo de prueba que has pedido. Si lo lees, tu servidor de Kipux envía bien.'],
  }),
  deletionRequested: (deletesAt) => ({
    subject: 'Tu cuenta de Kipux se va a eliminar',
    paragraphs: [
      `Has pedido eliminar tu cuenta. El ${day('es', deletesAt)} se borrará con todo lo que contiene.`,
      'Hasta entonces basta con entrar para recuperarla. Si no has sido tú, entra y cambia la contraseña.',
    ],
  }),
};

const en: Texts = {
  greeting: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
  closing: 'This message comes from your Kipux server. There is no need to reply.',
  verifyEmail: (url) => ({
    subject: 'Confirm your email for Kipux',
    paragraphs: [
      'A Kipux account was created with this email address. Confirm it, so that you can get back in if you ever forget your password.',
      'The link works once, for 24 hours. If this was not you, do nothing.',
    ],
    action: { label: 'Confirm email', url },
  }),
  confirmNewEmail: (url) => ({
    subject: 'Confirm your new email for Kipux',
    paragraphs: [
      'You asked to use this address for your Kipux account. The change happens once you confirm it.',
      'The link works once, for two hours. If this was not you, do nothing.',
    ],
    action: { label: 'Use this email', url },
  }),
  emailChangeAsked: (newEmail) => ({
    subject: 'Somebody asked to change the email of your Kipux account',
    paragraphs: [
      `Somebody who knows your password asked to move your account to ${newEmail}. Until it is confirmed there, nothing changes.`,
      'If this was not you, log in to Kipux and change your password: that cancels it.',
    ],
  }),
  emailChanged: (newEmail) => ({
    subject: 'Your Kipux account has another email',
    paragraphs: [
      `From now on your account is reached with ${newEmail}.`,
      'If this was not you, write to the people who run your Kipux server.',
    ],
  }),
  resetPassword: (url) => ({
    subject: 'Choose another password for Kipux',
    paragraphs: [
      'You asked for another password for your Kipux account.',
      'The link works once, for one hour. If this was not you, do nothing: your password stays as it is.',
    ],
    action: { label: 'Choose a password', url },
  }),
  passwordChanged: () => ({
    subject: 'The password of your Kipux account has changed',
    paragraphs: [
      'The password of your account was changed, and all other devices were signed out.',
      'If this was not you, ask for a new one with “Forgot your password?” and tell the people who run your server.',
    ],
  }),
  invitation: (url) => ({
    subject: 'You are invited to Kipux',
    paragraphs: [
      'You are invited to create an account on a Kipux server, to talk with an AI and ask about your documents.',
      'The link works for one account, for a week.',
    ],
    action: { label: 'Create the account', url },
  }),
  test: () => ({
    subject: 'Kipux can send mail',
    paragraphs: [
      'This is the test mail that you asked for. If you can read it, your Kipux server sends well.',
    ],
  }),
  deletionRequested: (deletesAt) => ({
    subject: 'Your Kipux account is going to be deleted',
    paragraphs: [
      `You asked to delete your account. On ${day('en', deletesAt)} it will be erased with everything in it.`,
      'Until then logging in brings it back. If this was not you, log in and change your password.',
    ],
  }),
};

export const mailTexts: Record<Locale, Texts> = { es, en };

function day(locale: Locale, date: Date): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(date);
}
