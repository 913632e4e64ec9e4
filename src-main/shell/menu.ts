import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The window's own commands are in the page. macOS needs a menu for its editing keys; while
 * developing one is wanted for reloading and the developer tools.
 */
export function setMenu(): void {
  const template: MenuItemConstructorOptions[] = [];
  if (process.platform === 'darwin') {
    template.push({ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' });
  }
  if (process.env.ELECTRON_RENDERER_URL !== undefined) template.push({ role: 'viewMenu' });
  Menu.setApplicationMenu(template.length > 0 ? Menu.buildFromTemplate(template) : null);
}
