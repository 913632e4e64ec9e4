import type { Evidence, Provenance } from '../../contract/cases';
import type { LogProvenance } from '../../contract/log-evidence';

/** Evidence of a case that these very lines are already; undefined without one. */
export function sameLines(
  known: readonly Evidence[],
  provenance: Provenance,
): Evidence | undefined {
  if (provenance.kind !== 'log') return undefined;
  const wanted = placesOf(provenance);
  return known.find(
    (evidence) =>
      !evidence.removed &&
      evidence.sha256 === provenance.sha256 &&
      evidence.provenance.kind === 'log' &&
      placesOf(evidence.provenance) === wanted,
  );
}

/** Which bytes of which files: a file stays itself when it is renamed, as far as its inode is known. */
function placesOf(provenance: LogProvenance): string {
  const { files, parts, system, host, path, inode, byteFrom, byteTo } = provenance;
  const nameOf = (file: Pick<LogProvenance, 'system' | 'host' | 'path' | 'inode'>): string[] => [
    file.system,
    file.host,
    file.inode === null ? file.path : String(file.inode),
  ];
  if (!files || !parts)
    return JSON.stringify([[...nameOf({ system, host, path, inode }), byteFrom, byteTo]]);
  return JSON.stringify(
    parts.map(([number, from, bytes]) => {
      const file = files[number];
      const name = file ? [...nameOf(file), file.entry ?? ''] : [];
      return [...name, from, from === null ? bytes : from + bytes];
    }),
  );
}
