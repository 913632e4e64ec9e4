import { contextBridge, ipcRenderer, webUtils } from 'electron';

/**
 * The only bridge: the page asks to be connected, and gets a MessagePort to the host by a
 * window message, since ports cannot pass the context bridge; and it may learn where a file lies
 * that its user dropped on it. Nothing else of Electron is within its reach.
 */
ipcRenderer.on('fieldbench:port', (event, request: number) => {
  window.postMessage({ type: 'fieldbench:port', request }, location.origin, event.ports);
});

ipcRenderer.on('fieldbench:gone', (_event, reason: string) => {
  window.postMessage({ type: 'fieldbench:gone', reason }, location.origin);
});

// Electron has it since version 29; the page hands over the bytes where it is missing.
const pathTeller = webUtils as typeof webUtils | undefined;

contextBridge.exposeInMainWorld('fieldbench', {
  connect: (request: number) => ipcRenderer.send('fieldbench:connect', request),
  pathOf: (file: File) => pathTeller?.getPathForFile(file) ?? '',
});
