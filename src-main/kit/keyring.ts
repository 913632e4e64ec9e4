import { createRequire } from 'node:module';

/** The operating system's keyring: values are text, found by account. */
export interface SystemKeyring {
  get(account: string): string | null;
  set(account: string, value: string): void;
  remove(account: string): void;
}

const service = 'FieldBench';

/**
 * Reaches the operating system's keyring, or gives null where there is none. On Linux
 * without a keyring daemon each access fails with "Couldn't access platform storage",
 * so one entry is asked for to find out.
 */
export function openKeyring(): SystemKeyring | null {
  try {
    const require = createRequire(import.meta.url);
    const { Entry } = require('@napi-rs/keyring') as typeof import('@napi-rs/keyring');
    new Entry(service, 'probe').getPassword();
    return {
      get: (account) => new Entry(service, account).getPassword(),
      set: (account, value) => new Entry(service, account).setPassword(value),
      remove: (account) => {
        new Entry(service, account).deletePassword();
      },
    };
  } catch {
    return null;
  }
}
