// The system's keychain (Windows DPAPI, macOS Keychain, a Linux secret service) as the vault of the tokens.

import { safeStorage } from 'electron';
import type { SecretVault } from '#main/secrets';

/**
 * The keychain, or null where the system has none: the tokens then lie in an owner-only file. A Linux desktop without
 * a secret service would "seal" with a fixed password, which is none.
 */
export async function openKeychain(): Promise<SecretVault | null> {
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  if (!await safeStorage.isAsyncEncryptionAvailable()) return null;
  return {
    seal: (text) => safeStorage.encryptStringAsync(text),
    unseal: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result,
  };
}
