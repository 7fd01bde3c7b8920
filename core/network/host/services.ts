import { type Connection, type PeerId, serviceCapabilities } from '@libp2p/interface';

/** What we use of libp2p's registrar. */
export interface RegistrarView {
  current: {
    getTopologies(protocol: string): { onConnect?(peerId: PeerId, connection: Connection): void | Promise<void> }[];
  } | null;
}

/** gossipsub insists on a service of this name; the network's nodes have no identify, and neither have we. */
export const identifyStub = () => ({ [serviceCapabilities]: ['@libp2p/identify'] });

/** A service that does nothing but keep the registrar at hand. */
export function captureRegistrar(view: RegistrarView) {
  return (components: { registrar: NonNullable<RegistrarView['current']> }) => {
    view.current = components.registrar;
    return {};
  };
}
