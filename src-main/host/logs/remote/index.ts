export { RemoteHost, type RemoteHostParts } from './host';
export { RemoteSource } from './remote-source';
export { globWord, isGlob, pathBytes, pathText, pathWord, type NameEncoding } from './paths';
