export { MemorySource } from './memory';
export { openLocal, type OpenOptions } from './open';
