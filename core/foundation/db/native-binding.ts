/**
 * Which native SQLite library to load: the one named in `LLOOM_SQLITE_BINDING`, else the library's own prebuilt one.
 *
 * The prebuilt one needs Node-API 10 (Node ≥ 22.14, Electron ≥ 36). The variable names a build for older runtimes.
 */
export function nativeBinding(): { nativeBinding?: string } {
  const path = process.env.LLOOM_SQLITE_BINDING;
  return path ? { nativeBinding: path } : {};
}
