/**
 * Starts the command line on a Node that can run it, where the user is. Signals are passed to
 * the child; it ends when this process dies.
 */
import { runCommandLine } from './launch.mjs';

runCommandLine(process.argv.slice(2));
