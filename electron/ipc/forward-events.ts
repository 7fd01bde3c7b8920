import { type EventListener, mergeEvents } from '../../core/control/index.ts';
import type { Clock } from '../../core/foundation/clock.ts';
import type { ExecutorHost } from '../executor-host/index.ts';

/**
 * Passes the events of whichever executor runs on, at most four a second each. When another executor takes over, what
 * still waits to be sent is dropped: it is news of the one before.
 */
export function forwardEvents(host: ExecutorHost, send: EventListener, modules: { readonly clock: Clock }): void {
  let merged = mergeEvents(send, modules);
  let { instance } = host.view();
  host.target.subscribe((name, payload) => merged.listener(name, payload));
  host.onChange((view) => {
    if (view.instance === instance) return;
    instance = view.instance;
    merged.stop();
    merged = mergeEvents(send, modules);
  });
}
