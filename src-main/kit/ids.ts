import { v7 } from 'uuid';

/** A new UUIDv7: sorts by time of creation and needs no coordination between devices. */
export function newId(): string {
  return v7();
}
