import { contextBridge, ipcRenderer } from 'electron';

/**
 * The only bridge: the page asks to be connected, and gets a MessagePort to the host by a
 * window message, since ports cannot pass the context bridge. Nothing else of Electron is
 * within its reach.
 */
ipcRenderer.on('fieldbench:port', (event) => {
  window.postMessage({ type: 'fieldbench:port' }, location.origin, event.ports);
});

ipcRenderer.on('fieldbench:gone', (_event, reason: string) => {
  window.postMessage({ type: 'fieldbench:gone', reason }, location.origin);
});

contextBridge.exposeInMainWorld('fieldbench', {
  connect: () => ipcRenderer.send('fieldbench:connect'),
});
