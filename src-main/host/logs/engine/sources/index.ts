export { expand, type Expanded, type ExpandOptions, type FoundFile } from './expand';
export { familyOf, logFamilies, type LogFamily } from './family';
export { MemorySource } from './memory';
export { openLocal, packingOf, type OpenOptions, type Packing } from './open';
export { zipEntries, type ZipEntry } from './zip';
