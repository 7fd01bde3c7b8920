export { appOrigin, appPage } from './app-address.ts';
export { declareAppProtocol, serveAppProtocol } from './app-protocol.ts';
export { guardContents, guardSession } from './guard.ts';
export { links } from './links.ts';
