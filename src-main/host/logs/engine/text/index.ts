export { clipBytes, decodeText, encodeText, lineEncoding } from './decode';
export { detectEncoding, EncodingEvidence, type LogEncoding } from './encoding';
export { findEncoding } from './find-encoding';
export { wideEncoding } from './wide';
