export { Capture } from './capture';
export { CaptureSource } from './capture-source';
export type { RemotePiece } from './locate';
export { Captures } from './captures';
export type { CapturesParts, CaptureSubject, LogCapture } from './parts';
export type { CaptureMark, Segment } from './frames';
