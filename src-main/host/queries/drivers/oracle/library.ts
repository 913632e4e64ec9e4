import { createRequire } from 'node:module';
import { AppError } from '../../../../contract/errors';
import { carryOver, type Internals } from './transport';

export type OracleLibrary = typeof import('oracledb');

const require = createRequire(import.meta.url);
/** Here and not when it is needed: the registry names a package that is not installed. */
const installed = require('oracledb') as OracleLibrary;

let exchanged = false;
let thick: { library: OracleLibrary; folder: string } | null = null;

/** The package in its thin mode, which speaks the protocol itself. */
export function thinLibrary(): OracleLibrary {
  if (exchanged) return installed;
  carryOver({
    transport: require('oracledb/lib/thin/sqlnet/ntTcp.js') as Internals['transport'],
    nodes: require('oracledb/lib/thin/sqlnet/navNodes.js') as Internals['nodes'],
    buffer: (require('oracledb/lib/impl/datahandlers/buffer.js') as { BaseBuffer: Internals['buffer'] }).BaseBuffer, // prettier-ignore
  });
  exchanged = true;
  return installed;
}

/**
 * The package over Oracle's own client library. A process that has once gone the thin way cannot
 * go the thick one (node-oracledb, “Initializing node-oracledb”), and the other way round; so this
 * is an instance of its own, and both can be used side by side.
 *
 * @param folder of the Instant Client; empty lets the system look for it
 * @throws AppError `sql.client-library` {folder, detail}
 */
export function thickLibrary(folder: string): OracleLibrary {
  if (thick) {
    if (thick.folder === folder) return thick.library;
    const detail = `the client library of ${thick.folder} is in use until the program ends`;
    throw new AppError('sql.client-library', { folder, detail });
  }
  const library = freshInstance();
  try {
    library.initOracleClient(folder === '' ? {} : { libDir: folder });
  } catch (error) {
    // DPI-1047: not there, of another architecture, or without libaio; the first line says which.
    const detail = (error as Error).message.split('\n')[0] ?? '';
    throw new AppError('sql.client-library', { folder, detail }, { cause: error });
  }
  thick = { library, folder };
  return library;
}

/** Loads the package again beside the one that may be loaded. */
function freshInstance(): OracleLibrary {
  const main = require.resolve('oracledb');
  const below = main.slice(0, main.lastIndexOf('oracledb') + 'oracledb'.length);
  const kept = Object.entries(require.cache).filter(([path]) => path.startsWith(below));
  for (const [path] of kept) delete require.cache[path];
  try {
    return require('oracledb') as OracleLibrary;
  } finally {
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(below)) delete require.cache[path];
    }
    for (const [path, module] of kept) require.cache[path] = module;
  }
}
