/** Where the probes look. Tests give folders of their own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  /**
   * Where programs are looked for (`PATH`), and the few variables that they are started with.
   * @defaultValue none: programs are looked for in the places that they are known to be in
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @defaultValue `/sys` */
  readonly sysRoot: string;
  /** @defaultValue `/proc` */
  readonly procRoot: string;
}

/** This computer, with what a test or a program changes of it. */
export function surroundingsOf(change: Partial<Surroundings> = {}): Surroundings {
  return { platform: process.platform, env: {}, sysRoot: '/sys', procRoot: '/proc', ...change };
}
