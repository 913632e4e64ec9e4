import type { Plugin } from 'vite';

/** See kernel-plugin.mjs. */
export function kernelPlugin(): Plugin;
