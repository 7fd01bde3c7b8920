import { type App, app, type Session, type WebContents } from 'electron';
import { isAppAddress } from './app-address.ts';

/** Refuses, for one session: every permission and device, downloads, and each request that is not for the app's files. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, decide) => {
    const developerTools = !app.isPackaged && details.url.startsWith('devtools://');
    decide({ cancel: !(isAppAddress(details.url) || details.url.startsWith('data:image/') || developerTools) });
  });
}

/** Refuses, for every page of the app: leaving it, opening windows, and embedding other pages. */
export function guardContents(application: App): void {
  application.on('web-contents-created', (_event, contents) => guardOne(contents));
}

function guardOne(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
