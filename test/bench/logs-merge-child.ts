/** Opens logs as one timeline in a process of its own, as bundled code: `logs-merge.ts` reads what it prints. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { loadFormats } from '../../src-main/host/logs/engine/formats/index';
import { openLocal } from '../../src-main/host/logs/engine/sources/index';
import { DocumentHandle } from '../../src-main/host/logs/view/document-handle';
import { LogView } from '../../src-main/host/logs/view/log-view';

const [resources = '', kept = '', ...paths] = process.argv.slice(2);
/** Rows of a screen. */
const screen = 60;
const jumps = 300;

const fail = (error: unknown): void => {
  throw error;
};
const nameOf = (identity: string): string =>
  join(kept, createHash('sha256').update(identity).digest('hex'));

function open(formats: Awaited<ReturnType<typeof loadFormats>>): LogView {
  return new LogView(
    {
      id: 'view',
      title: '',
      at: 'start',
      acquire: (place) => {
        const path = place.kind === 'local' ? place.path : '';
        return new DocumentHandle({
          key: path,
          place,
          about: {
            name: basename(path),
            system: '',
            systemId: null,
            environment: '',
            host: '',
            path,
          },
          choices: null,
          clock: () => null,
          open: () => openLocal(path),
          options: () =>
            Promise.resolve({
              formats,
              loadIndex: (identity) => {
                try {
                  return Promise.resolve(readFileSync(nameOf(identity)));
                } catch {
                  return Promise.resolve(null);
                }
              },
              saveIndex: (identity, parts) => {
                writeFileSync(nameOf(identity), Buffer.concat(parts));
                return Promise.resolve();
              },
            }),
          watched: false,
          captureId: null,
          marks: () => [],
          locate: () => [],
          origins: () => [],
          report: fail,
        });
      },
      release: (handle) => handle.close(),
      choose: (handle, choices) => handle.choose(choices),
      pin: () => null,
      bookmarked: () => Promise.resolve([]),
      showWork: () => undefined,
      report: fail,
    },
    paths.map((path) => ({ kind: 'local', path })),
  );
}

/** Waits for states until one is as wanted. */
async function until(view: LogView, holds: () => boolean): Promise<void> {
  const stop = new AbortController();
  for await (const states of view.follow(stop.signal)) if (states.length > 0 && holds()) return;
}

async function main() {
  mkdirSync(kept, { recursive: true });
  const formats = await loadFormats(resources);
  // As the host does after its start.
  formats.vote([]);
  const since = performance.now();
  const view = open(formats);
  await until(view, () => view.state().rows >= screen);
  const { rows } = await view.rows(0, screen);
  const first = performance.now() - since;
  await until(view, () => {
    const { sources, rows: known } = view.state();
    const records = sources.reduce((sum, source) => sum + source.records, 0);
    return sources.every(({ indexed }) => indexed === 1) && known === records;
  });
  const all = view.state().rows;
  const last = await view.rows(all - screen, screen);
  const end = performance.now() - since;
  const times: number[] = [];
  for (let jump = 0; jump < jumps; jump += 1) {
    const from = Math.floor(Math.random() * (all - screen));
    const began = performance.now();
    const found = await view.rows(from, screen);
    times.push(performance.now() - began);
    if (found.rows.length < screen) throw new Error('rows are missing');
  }
  // Also what jumping about takes, which is more than the index.
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  if (rows.length < screen || last.rows.length < screen) throw new Error('rows are missing');
  await view.close();
  return { first, end, times, peak, rows: all };
}

// A view alone keeps no process alive.
const alive = setInterval(() => undefined, 1000);
void main()
  .then((result) => process.stdout.write(JSON.stringify(result)))
  .finally(() => clearInterval(alive));
