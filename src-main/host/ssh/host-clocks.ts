import { z } from 'zod';
import type { SshTestStep } from '../../contract/ssh';

/** Clocks nearer than this count as the same, as on the page of the connection test. */
const sameClockMs = 500;

const measuredSchema = z.object({
  offsetMs: z.number().int(),
  errorMs: z.number().int(),
  measuredAt: z.number().int(),
});

/** How a host's clock compares to true time, as a connection test measured it. */
export type HostClock = z.infer<typeof measuredSchema>;

/** What {@link HostClocks} is given. */
export interface HostClocksParts {
  /** Where this device keeps small things by name. */
  memory: { read: (key: string) => string | null; write: (key: string, value: string) => void };
  now: () => number;
  /** This device's time minus true time, ms; null while it was never measured. */
  deviceOffsetMs: () => number | null;
  /** An endpoint's clock was measured. */
  changed: (endpointId: string) => void;
}

/** What connection tests of this device found out about the clocks of hosts. Not synced. */
export class HostClocks {
  private readonly parts: HostClocksParts;

  constructor(parts: HostClocksParts) {
    this.parts = parts;
  }

  /**
   * What is added to times of an SSH endpoint's host to bring them to true time, as far as this
   * device knows it: 0 where the clocks are the same within half a second or what could be
   * measured. Null: never tested.
   */
  of(endpointId: string): HostClock | null {
    const text = this.parts.memory.read(keyOf(endpointId));
    if (text === null) return null;
    const found = measuredSchema.safeParse(JSON.parse(text));
    return found.success ? found.data : null;
  }

  /** Takes over what a step of a connection test says of the host's clock. */
  note(endpointId: string, { step, facts }: Pick<SshTestStep, 'step' | 'facts'>): void {
    const { offsetMs, errorMs } = facts;
    if (step !== 'clock' || typeof offsetMs !== 'number' || typeof errorMs !== 'number') return;
    const same = Math.abs(offsetMs) < Math.max(sameClockMs, errorMs);
    const device = this.parts.deviceOffsetMs() ?? 0;
    const clock: HostClock = {
      offsetMs: same ? 0 : Math.round(offsetMs - device),
      errorMs: Math.round(errorMs),
      measuredAt: this.parts.now(),
    };
    this.parts.memory.write(keyOf(endpointId), JSON.stringify(clock));
    this.parts.changed(endpointId);
  }
}

function keyOf(endpointId: string): string {
  return `ssh.clock.${endpointId}`;
}
