import { changeCommands } from './commands-change';
import { fileCommands } from './commands-files';
import { findCommands } from './commands-find';
import { searchCommands } from './commands-grep';
import { runningCommands } from './commands-running';
import { screenCommands } from './commands-screen';
import { editCommands } from './commands-sed';
import { serviceCommands } from './commands-service';
import { systemCommands } from './commands-system';
import { followCommands } from './commands-tail';
import { textCommands } from './commands-text';
import type { Command } from './shell-types';

/** Every command the simulated machines have. Nothing else can be run, least of all a real one. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [
    fileCommands,
    changeCommands,
    findCommands,
    searchCommands,
    textCommands,
    editCommands,
    followCommands,
    systemCommands,
    serviceCommands,
    runningCommands,
    screenCommands,
  ].flatMap((group) => Object.entries(group)),
);
