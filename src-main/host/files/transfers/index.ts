export { Transfers, type TransfersParts } from './manager';
