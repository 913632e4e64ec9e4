export { expand, type Expanded, type ExpandOptions, type FoundFile } from './expand';
export { familyOf, logFamilies, type LogFamily } from './family';
export { MemorySource } from './memory';
export { openLocal, openTyped, type OpenOptions } from './open';
export { packingOf, type Packing } from './packing';
export { openPacked } from './within';
export { zipEntries, type ZipEntry } from './zip';
