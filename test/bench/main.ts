import { afterAll, expect, it } from 'vitest';
import { removeBigLog } from './big-log';
import { describeFigure, isMet, type Bench } from './figures';
import { files } from './files';
import { install } from './install';
import { logsIndex } from './logs-index';
import { logsMerge } from './logs-merge';
import { logsOpen } from './logs-open';
import { logsRemote } from './logs-remote';
import { logsScroll } from './logs-scroll';
import { logsSearch } from './logs-search';
import { logsTail } from './logs-tail';
import { noteSave } from './note-save';
import { queries } from './queries';
import { queriesMariaDb } from './queries-mariadb';
import { sqlCompletion } from './sql-completion';
import { sqlGuard } from './sql-guard';
import { sqlResults } from './sql-results';
import { sqlScroll } from './sql-scroll';
import { runbooks, sshExec, sshIdle } from './ssh';
import { startBrowser, startElectron } from './start';
import { terminal } from './terminal';
import { wire } from './wire';

/** One at a time, in this order: the machine has two cores and they would disturb each other. */
const benches: Record<string, Bench> = {
  wire,
  'note-save': noteSave,
  queries,
  'queries-mariadb': queriesMariaDb,
  'sql-results': sqlResults,
  'sql-completion': sqlCompletion,
  'sql-guard': sqlGuard,
  'sql-scroll': sqlScroll,
  'ssh-exec': sshExec,
  'ssh-idle': sshIdle,
  files,
  'logs-index': logsIndex,
  'logs-open': logsOpen,
  'logs-merge': logsMerge,
  'logs-remote': logsRemote,
  'logs-scroll': logsScroll,
  'logs-search': logsSearch,
  'logs-tail': logsTail,
  terminal,
  runbooks,
  'start-browser': startBrowser,
  'start-electron': startElectron,
  install,
};

afterAll(removeBigLog);

for (const [name, bench] of Object.entries(benches)) {
  it(name, async () => {
    const figures = await bench();
    for (const figure of figures) console.log(describeFigure(figure));
    expect(figures.filter((figure) => !isMet(figure)).map(describeFigure)).toEqual([]);
  });
}
