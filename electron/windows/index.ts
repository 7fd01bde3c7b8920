export { MainWindow } from './main-window.ts';
export { createMenu } from './menu.ts';
