/** How a failed connection is shown and repaired, for every screen that opens one. */
export { ConnectionError } from './ConnectionError';
export { HostKeyPrompt } from './HostKeyPrompt';
