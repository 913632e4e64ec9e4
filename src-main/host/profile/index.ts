export { openProfile, profileParts, sealedName, sealedNames, type OpenProfile } from './open';
export { watchOtherProcesses } from './watch';
