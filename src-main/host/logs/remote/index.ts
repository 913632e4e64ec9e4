/** Logs on SSH hosts that are read and searched where they lie, without copying them. */
export { findTime, type BisectOptions, type TimePlace } from './bisect';
export { browse, type RemoteEntry, type RemoteListing } from './browse';
export { RemoteHost, type RemoteHostParts } from './host';
export { openRemote, RemotePacked } from './packed';
export { globWord, isGlob, pathBytes, pathText, pathWord, type NameEncoding } from './paths';
export { RemoteSource } from './remote-source';
export { searchOnHost, type RemoteFound, type RemoteHit, type RemoteSearchOptions } from './search';
export { searchAnywhere } from './search-anywhere';
export { searchHere, type SearchHereOptions } from './search-here';
