import { encodeGbk } from './gbk';
import type { VirtualFiles } from './files';
import { IMPORT_BEGINS, PlantStory, ROUND_SECONDS } from './stories';
import type { StoryLog, StoryRecord } from './story-texts';

/** One log of the plant: where it lies, how it is written, and how it is turned over. */
export interface PlantLog {
  path: string;
  encoding: 'gb18030' | 'utf-8';
  rotation: 'rename' | 'copytruncate';
  /** Bytes at which it is turned over. */
  limit: number;
}

const KILOBYTE = 1024;
/** Rotated siblings that are kept. */
const KEPT_SIBLINGS = 3;

/** The logs of the production server; sizes keep all of them together under 6 MB. */
export const PLANT_LOGS: Record<StoryLog, PlantLog> = {
  nc: {
    path: '/u01/nc/logs/nc-log.log',
    encoding: 'gb18030',
    rotation: 'rename',
    limit: 256 * KILOBYTE,
  },
  catalina: {
    path: '/u01/tomcat/logs/catalina.out',
    encoding: 'utf-8',
    rotation: 'copytruncate',
    limit: 128 * KILOBYTE,
  },
  access: {
    path: '/u01/tomcat/logs/localhost_access_log.txt',
    encoding: 'utf-8',
    rotation: 'rename',
    limit: 192 * KILOBYTE,
  },
  /** The test system runs on the same server. */
  test: {
    path: '/u01/nctest/logs/nc-log.log',
    encoding: 'gb18030',
    rotation: 'rename',
    limit: 128 * KILOBYTE,
  },
  alert: {
    path: '/u01/oracle/diag/alert_ncdb.log',
    encoding: 'utf-8',
    rotation: 'rename',
    limit: 128 * KILOBYTE,
  },
  messages: {
    path: '/var/log/messages',
    encoding: 'utf-8',
    rotation: 'rename',
    limit: 128 * KILOBYTE,
  },
};

/** Seconds of history that exist when the plant starts: two rounds of the story. */
const HISTORY_SECONDS = 2 * ROUND_SECONDS;
/** The first incident after the start begins after this many seconds. */
const FIRST_INCIDENT_AFTER = 20;

/** Writes the story into the virtual logs, second by second, and turns the logs over. */
export class PlantGrowth {
  readonly #files: VirtualFiles;
  readonly #story = new PlantStory();
  readonly #startedAt: number;
  readonly #pending: StoryRecord[] = [];
  #told: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(files: VirtualFiles, now: number) {
    this.#files = files;
    this.#startedAt = Math.floor(now / 1000) * 1000;
    this.#told = this.#startedAt - HISTORY_SECONDS * 1000;
    for (const log of Object.values(PLANT_LOGS)) {
      files.create(log.path, { owner: log.path.startsWith('/var') ? 'root' : 'nc' });
    }
    // Some servers keep this one from other users: a newcomer can meet "Permission denied".
    files.create('/var/log/secure', { mode: 0o600 });
    this.#note('/etc/hostname', 'nc-app-01\n');
    this.#note(
      '/home/demo/README',
      'This machine is simulated by FieldBench. 本机由 FieldBench 模拟。\n',
    );
    this.#note('/u01/nc/version.txt', 'NC65 patch 2024.04\n');
    this.advance(this.#startedAt);
  }

  #note(path: string, text: string): void {
    this.#files.append(path, Buffer.from(text));
  }

  #write(log: PlantLog, text: string): void {
    const line = `${text}\n`;
    const bytes = log.encoding === 'gb18030' ? encodeGbk(line) : Buffer.from(line);
    this.#files.append(log.path, bytes);
    if ((this.#files.file(log.path)?.size ?? 0) >= log.limit) this.turnOver(log);
  }

  /** Turns a log over now, in its own manner. */
  turnOver(log: PlantLog): void {
    if (log.rotation === 'rename') this.#files.rotateByRename(log.path, KEPT_SIBLINGS);
    else this.#files.rotateByCopy(log.path, KEPT_SIBLINGS);
  }

  /** Writes everything that happened until `now` (UTC milliseconds). */
  advance(now: number): void {
    // A laptop that slept for hours does not get hours of log at once.
    this.#told = Math.max(this.#told, now - HISTORY_SECONDS * 1000);
    while (this.#told <= now) {
      const elapsed = (this.#told - this.#startedAt) / 1000 + IMPORT_BEGINS - FIRST_INCIDENT_AFTER;
      const second = Math.floor(((elapsed % ROUND_SECONDS) + ROUND_SECONDS) % ROUND_SECONDS);
      this.#pending.push(...this.#story.second(this.#told, second));
      this.#told += 1000;
    }
    while ((this.#pending[0]?.time ?? Infinity) <= now) {
      const record = this.#pending.shift();
      if (record !== undefined) this.#write(PLANT_LOGS[record.log], record.text);
    }
  }

  /** Lets the logs grow with the clock until `stop`. */
  start(now: () => number): void {
    this.#timer = setInterval(() => this.advance(now()), 200);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
