/** What views need to talk to the host. The host's side is in ./server. */
export * from './channel';
export { connect, type Connection } from './client';
export { creditWindow, maxBatchCharacters, readStream } from './credit';
