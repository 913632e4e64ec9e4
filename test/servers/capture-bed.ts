import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { Captures } from '../../src-main/host/logs/captures/index';
import type { LedgerState } from '../../src-main/host/logs/follow/ports';
import { startTestHost, type TestHost } from './host';

/** Whose log a test keeps. */
export const subject = {
  name: 'catalina',
  endpointId: null,
  system: 'ERP',
  host: 'app1',
  path: '/log',
};

/** A test host and its captures, anew for each test of the file that makes it. */
export class CaptureBed {
  /** Bytes that captures may take. */
  quota = 1e9;
  private host: TestHost | null = null;
  private present: Captures | null = null;

  constructor() {
    beforeAll(async () => {
      this.host = await startTestHost();
    });
    afterAll(() => this.host?.close());
    beforeEach(() => {
      this.quota = 1e9;
      this.present = this.service();
    });
    afterEach(async () => {
      await this.captures.dispose();
      for (const { id } of this.captures.list().captures) this.captures.remove(id);
    });
  }

  get test(): TestHost {
    if (!this.host) throw new Error('the host is not started yet');
    return this.host;
  }

  get captures(): Captures {
    if (!this.present) throw new Error('no test has begun');
    return this.present;
  }

  /** Captures of the same profile, as another process has them. */
  service(): Captures {
    const { profile, leases } = this.test.host.features();
    return new Captures({
      profile,
      leases,
      events: this.test.host.events,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      quota: () => this.quota,
    });
  }

  /** All bytes of a capture. */
  async whole(id: string): Promise<Buffer> {
    const source = this.captures.open(id);
    try {
      return await source.read(0, source.size + 1);
    } finally {
      await source.close();
    }
  }
}

/** A place in a file with this inode. */
export function place(inode: number, offset: number): LedgerState {
  return {
    file: inode === 7 ? '/log' : '/log.1',
    identity: `64768:${inode}`,
    offset,
    hash: '',
    hashed: 0,
    head: { bytes: 0, hash: '' },
    seen: offset,
    modified: null,
    finished: [],
  };
}

/** Lines that say where they are. */
export function lines(from: number, count: number): Buffer {
  let text = '';
  for (let line = from; line < from + count; line += 1) text += `2026-11-22 line ${line}\n`;
  return Buffer.from(text);
}
