export { defaultSettings, type ShellSettings, type WindowBounds } from './schema.ts';
export { SettingsFile } from './settings-file.ts';
