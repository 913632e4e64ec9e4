export { RemoteHost, type RemoteHostParts } from './host';
export { RemoteSource } from './remote-source';
export { globWord, isGlob, pathBytes, pathText, pathWord, type NameEncoding } from './paths';
export { searchOnHost, type RemoteFound, type RemoteHit, type RemoteSearchOptions } from './search';
export { findTime, type BisectOptions, type TimePlace } from './bisect';
export { browse, type RemoteEntry, type RemoteListing } from './browse';
