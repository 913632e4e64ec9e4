export { Capture } from './capture';
export { CaptureSource } from './capture-source';
export type { RemotePiece } from './locate';
export { Captures, type CapturesParts, type CaptureSubject, type LogCapture } from './captures';
export type { CaptureMark, Segment } from './frames';
