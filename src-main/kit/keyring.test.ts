import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyring } from './keyring';

const bus = 'DBUS_SESSION_BUS_ADDRESS';

describe.runIf(process.platform === 'linux')('the keyring', () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env[bus];
    process.env[bus] = 'unix:path=/nowhere/bus';
  });
  afterEach(() => {
    if (before === undefined) delete process.env[bus];
    else process.env[bus] = before;
  });

  it('is not there without a Secret Service: the kernel keyring would forget at logout', () => {
    expect(openKeyring()).toBe(null);
  });
});
