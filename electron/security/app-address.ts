import { isAbsolute, join, relative, sep } from 'node:path';

/** Scheme and host of everything that the window may load. */
export const appScheme = 'app';
export const appOrigin = 'app://lloom';
/** The window's page. */
export const appPage = `${appOrigin}/index.html`;

/** True for an address below {@link appOrigin}. */
export function isAppAddress(address: string): boolean {
  return URL.canParse(address) && originOf(new URL(address)) === appOrigin;
}

/**
 * Finds the file behind an address of the app.
 *
 * @param root - Absolute folder that holds the built window.
 * @returns The absolute path of a file below `root`, or null for any other origin and for paths that lead out of it,
 * written plainly, percent-encoded, with backslashes or with null bytes.
 */
export function resolveAppFile(address: string, root: string): string | null {
  if (!isAppAddress(address)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (/[\\\0:]|%/.test(path) || path.endsWith('/')) return null;
  const file = join(root, path);
  const inside = relative(root, file);
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : file;
}

/** `URL.origin` is "null" for schemes that Node does not know. */
function originOf(url: URL): string {
  return url.username === '' && url.password === '' ? `${url.protocol}//${url.host}` : '';
}
