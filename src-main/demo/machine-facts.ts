/** A disk of a simulated machine; sizes in KiB. */
export interface DiskFacts {
  device: string;
  size: number;
  used: number;
  place: string;
}

/** A process that is always there. */
export interface ProcessFacts {
  pid: number;
  user: string;
  /** Per cent; what is shown moves around it. */
  cpu: number;
  memory: number;
  /** MiB. */
  resident: number;
  command: string;
  /** The service it belongs to, without which it does not run. */
  service?: string;
}

/** What the programs of a simulated machine report. Every figure is made up. */
export interface MachineFacts {
  cpus: number;
  /** Load of the last minute; the other two follow from it. */
  load: number;
  /** MiB. */
  memory: { total: number; used: number; shared: number; cache: number };
  swap: { total: number; used: number };
  disks: DiskFacts[];
  processes: ProcessFacts[];
  /** Whether its user becomes root by sudo. */
  sudo: boolean;
  /** Days since the last start. */
  daysUp: number;
}

/** A figure that moves a little with the time, the same for everybody who looks at once. */
export function moving(value: number, now: number, seed: number): number {
  const wave = Math.sin(now / 7_000 + seed) + Math.sin(now / 2_300 + seed * 3) / 2;
  return Math.max(0, value * (1 + wave * 0.08));
}
