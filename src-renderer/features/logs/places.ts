import type { LogPlace } from '../../../src-main/contract/logs';

/** Tells one place from another. */
export function placeKey(place: LogPlace): string {
  switch (place.kind) {
    case 'endpoint':
      return `endpoint:${place.endpointId}`;
    case 'remote':
      return `remote:${place.endpointId}:${place.path}`;
    case 'local':
      return `local:${place.path}${place.entry === undefined ? '' : `!${place.entry}`}`;
    case 'capture':
      return `capture:${place.captureId}`;
  }
}

/** The same for several places, short enough for the id of a panel. */
export function placesKey(places: readonly LogPlace[]): string {
  const keys = places.map(placeKey);
  if (keys.length === 1 && keys[0] !== undefined) return keys[0];
  return `merged:${keys.length}:${hash(keys.join('\n'))}`;
}

/** Endpoints that opening these places connects to. */
export function endpointsOf(places: readonly LogPlace[]): string[] {
  return places.flatMap((place) =>
    place.kind === 'endpoint' || place.kind === 'remote' ? [place.endpointId] : [],
  );
}

/** The last part of a path, on either kind of system. */
export function nameOfPath(path: string): string {
  const shown = shownPath(path);
  return shown.split(/[/\\]/).findLast((part) => part !== '') ?? shown;
}

/** A path that is no text in its host's encoding comes as its bytes: mostly they are GB18030. */
function shownPath(path: string): string {
  const packed = /^bytes:([\w+/=]+)$/.exec(path)?.[1];
  if (packed === undefined) return path;
  try {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    return new TextDecoder('gb18030').decode(bytes);
  } catch {
    return path;
  }
}

/** What a place is called before the host has said so. */
export function placeName(place: LogPlace): string | null {
  if (place.kind === 'local') return nameOfPath(place.entry ?? place.path);
  return place.kind === 'remote' ? nameOfPath(place.path) : null;
}

/** Reads kept parameters of a panel; null when they are none of ours. */
export function placesOf(params: Record<string, unknown>): LogPlace[] | null {
  const { places } = params;
  if (!Array.isArray(places)) return null;
  const sound = places.filter(
    (place): place is LogPlace => typeof place === 'object' && place !== null && 'kind' in place,
  );
  return sound.length > 0 ? sound : null;
}

/** FNV-1a with 64 bits, as hexadecimal (Fowler, Noll, Vo; draft-eastlake-fnv). */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const unit of new TextEncoder().encode(text))
    value = BigInt.asUintN(64, (value ^ BigInt(unit)) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}
