export { AppTray } from './app-tray.ts';
export { createTrayCommands } from './tray-commands.ts';
export { isTrayShown } from './tray-presence.ts';
export { createTrayView, type TrayAction, type TrayFacts } from './tray-view.ts';
