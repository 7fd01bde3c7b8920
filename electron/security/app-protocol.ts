import { protocol } from 'electron';
import { answerAppRequest } from './answer-request.ts';
import { appScheme } from './app-address.ts';

/** Makes `app://` a scheme with an origin of its own. Only possible before the app is ready. */
export function declareAppProtocol(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }]);
}

/** Serves the built window from `root`. */
export function serveAppProtocol(root: string): void {
  protocol.handle(appScheme, (request) => answerAppRequest(request, root));
}
