import { createRequire } from 'node:module';

/** The operating system's keyring: values are text, found by account. */
export interface SystemKeyring {
  get(account: string): string | null;
  set(account: string, value: string): void;
  remove(account: string): void;
}

const service = 'FieldBench';

/**
 * Reaches the operating system's keyring, or gives null where there is none.
 *
 * On Linux only the Secret Service counts. Left to choose, the library falls back to the
 * kernel's keyring, which forgets at logout; and where that is closed it reads "nothing
 * stored" and fails only on writing, with "Couldn't access platform storage".
 */
export function openKeyring(): SystemKeyring | null {
  try {
    const require = createRequire(import.meta.url);
    const { Entry } = require('@napi-rs/keyring') as typeof import('@napi-rs/keyring');
    const entry = (account: string): InstanceType<typeof Entry> =>
      new Entry(service, account, { linux: { store: 'secret-service' } });
    // Not the making of an entry but the first access tells whether anybody answers.
    entry('probe').getPassword();
    return {
      get: (account) => entry(account).getPassword(),
      set: (account, value) => entry(account).setPassword(value),
      remove: (account) => {
        entry(account).deletePassword();
      },
    };
  } catch {
    return null;
  }
}
