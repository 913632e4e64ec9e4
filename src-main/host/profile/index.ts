export { openProfile, profileParts, sealedName, sealedNames, type OpenProfile } from './open';
export { profileRpc } from './rpc';
export { ProfileService, type BackupMemory } from './service';
export { watchOtherProcesses } from './watch';
