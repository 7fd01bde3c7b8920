/** A module that lives long. Both calls may be made twice; constructors do no I/O. */
export interface Startable {
  start(): Promise<void>;
  stop(): Promise<void>;
}
