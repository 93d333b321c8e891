/** The form in which an e-mail address is stored and compared: spelling variants of one address are one account. */
export function normaliseEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}
