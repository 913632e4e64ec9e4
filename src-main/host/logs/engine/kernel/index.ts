export { assemble } from './assemble';
export { Kernel } from './kernel';
export type { KernelProgram, KernelState } from './program';
