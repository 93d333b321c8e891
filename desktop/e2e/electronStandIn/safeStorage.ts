import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from './app.ts';
import { loud, runtime } from './runtime.ts';

const PREFIX = 'v11';
const hasKeyStore = () => process.env.STANDIN_NO_KEYRING !== '1';

/** Encrypts like the real one; the key is a file where the real one asks the system. STANDIN_NO_KEYRING=1: no key store. */
export const safeStorage = loud('safeStorage', {
  isEncryptionAvailable: () => runtime.state === 'ready' && hasKeyStore(),
  getSelectedStorageBackend: () => (hasKeyStore() ? 'gnome_libsecret' : 'basic_text'),
  encryptString(text: string): Buffer {
    if (!safeStorage.isEncryptionAvailable())
      throw new Error('Error while encrypting the text provided to safeStorage.encryptString.');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), iv);
    return Buffer.concat([
      Buffer.from(PREFIX),
      iv,
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
  },
  decryptString(data: Buffer): string {
    if (data.subarray(0, 3).toString() !== PREFIX)
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
    const decipher = createDecipheriv('aes-256-gcm', key(), data.subarray(3, 15));
    decipher.setAuthTag(data.subarray(-16));
    return Buffer.concat([decipher.update(data.subarray(15, -16)), decipher.final()]).toString('utf8');
  },
});

function key(): Buffer {
  const file = path.join(app.getPath('userData'), '.stand-in-key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}
