export { Decoder, encodeInput, type TerminalEncoding } from './encoding';
export type { TranscriptExcerpt } from './excerpt';
export { castText, isCast } from './cast-text';
export { terminalsRpc } from './rpc';
export { TerminalService, type TerminalServiceParts } from './service';
