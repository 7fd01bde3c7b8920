import { Menu, type MenuItemConstructorOptions } from 'electron';

const macMenu: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];

/**
 * The menu of the application: on macOS the one that its shortcuts for copying, closing and quitting come from,
 * elsewhere none. Without it there are no developer tools and no way to reload either.
 */
export function createMenu(platform: NodeJS.Platform): Menu | null {
  return platform === 'darwin' ? Menu.buildFromTemplate(macMenu) : null;
}
