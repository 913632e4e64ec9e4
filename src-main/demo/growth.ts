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
  readonly #copies: Partial<Record<StoryLog, VirtualFiles>>;
  readonly #story = new PlantStory();
  readonly #startedAt: number;
  readonly #pending: StoryRecord[] = [];
  #told: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param copies machines that have some of the logs, too */
  constructor(
    files: VirtualFiles,
    now: number,
    copies: Partial<Record<StoryLog, VirtualFiles>> = {},
  ) {
    this.#files = files;
    this.#copies = copies;
    this.#startedAt = Math.floor(now / 1000) * 1000;
    this.#told = this.#startedAt - HISTORY_SECONDS * 1000;
    for (const name of Object.keys(PLANT_LOGS) as StoryLog[]) {
      const { path } = PLANT_LOGS[name];
      const options = { owner: path.startsWith('/var') ? 'root' : 'nc' };
      for (const each of this.#places(name)) each.create(path, options);
    }
    this.advance(this.#startedAt);
  }

  #places(name: StoryLog): VirtualFiles[] {
    const copy = this.#copies[name];
    return copy === undefined ? [this.#files] : [this.#files, copy];
  }

  #write(name: StoryLog, text: string): void {
    const { path, encoding, limit } = PLANT_LOGS[name];
    const line = `${text}\n`;
    const bytes = encoding === 'gb18030' ? Buffer.from(encodeGbk(line)) : Buffer.from(line);
    for (const files of this.#places(name)) {
      files.append(path, bytes);
      if ((files.file(path)?.size ?? 0) >= limit) turnOverIn(files, PLANT_LOGS[name]);
    }
  }

  /** Turns a log over now, in its own manner. */
  turnOver(name: StoryLog): void {
    for (const files of this.#places(name)) turnOverIn(files, PLANT_LOGS[name]);
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
      if (record !== undefined) this.#write(record.log, record.text);
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

function turnOverIn(files: VirtualFiles, { path, rotation }: PlantLog): void {
  if (rotation === 'rename') files.rotateByRename(path, KEPT_SIBLINGS);
  else files.rotateByCopy(path, KEPT_SIBLINGS);
}
