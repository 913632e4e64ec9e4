/** Why the Electron for tests cannot be used here; undefined when it can. */
export function whyNoTestElectron(): string | undefined;
/**
 * Path of the Electron binary for tests: FIELDBENCH_ELECTRON if set, else the cached one.
 * It runs the program in the folder named by the environment variable FIELDBENCH_APP_DIR.
 */
export function testElectron(): string;
/** Fetches and unpacks the Electron for tests unless it is there. Throws when that fails. */
export function fetchTestElectron(): Promise<void>;
