export type { DesktopReading, DesktopWatch, PresenceSignal, SignalSource } from './interface.ts';
export { reasonOf, subjectOf } from './line.ts';
export { Presence, type PresenceModules, type PresenceServing, type PresenceView } from './presence.ts';
export type { PresenceSettings } from './settings.ts';
export { createSources, type SourceModules, type SourceSurroundings } from './signals/create-sources.ts';
