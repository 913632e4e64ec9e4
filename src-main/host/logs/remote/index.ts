/** Logs on SSH hosts that are read and searched where they lie, without copying them. */
export { findTime, type BisectOptions, type TimePlace } from './bisect';
export { browse, type RemoteEntry, type RemoteListing } from './browse';
export { RemoteHost, type RemoteHostParts } from './host';
export { findPlaces, type FindPlacesOptions, type PlacesEnd } from './find-places';
export { HostUnpacked } from './host-unpacked';
export { Offsets } from './offsets';
export { contentOfRemote, openRemote, RemotePacked, type RemoteLog } from './packed';
export {
  globWord,
  isGlob,
  pathBytes,
  pathText,
  pathWord,
  shownPath,
  type NameEncoding,
} from './paths';
export { PickedLines } from './picked-lines';
export { RemoteSource } from './remote-source';
export {
  bracketTime,
  bytesByTime,
  placeOfTime,
  sampleTimes,
  type TimedPlace,
} from './sampled-times';
export { searchOnHost, type RemoteFound, type RemoteHit, type RemoteSearchOptions } from './search';
export { searchAnywhere } from './search-anywhere';
export { searchHere, type SearchHereOptions } from './search-here';
