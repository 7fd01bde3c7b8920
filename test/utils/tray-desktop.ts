import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import dbus from 'dbus-next';
import { vi } from 'vitest';

const { Interface, ACCESS_READ } = dbus.interface;

/** One line of the tray's menu. */
export interface MenuLine {
  readonly id: number;
  /** Null for a separator. */
  readonly label: string | null;
  readonly enabled: boolean;
}

/** The tray icon as a desktop sees it. */
export interface TrayItem {
  tooltip(): Promise<string>;
  /** The largest picture that it offers: 4 bytes a pixel, alpha first. */
  icon(): Promise<{ width: number; height: number; argb: Buffer }>;
  menu(): Promise<readonly MenuLine[]>;
  /** A click on the icon itself. */
  activate(): Promise<void>;
  /** Chooses a line of the menu by its label, within 10 s. */
  choose(label: string): Promise<void>;
}

/** A session bus with the service that shows tray icons, as desktops have it. */
export interface TrayDesktop {
  /** What the environment of a program needs to find it. */
  readonly env: { readonly DBUS_SESSION_BUS_ADDRESS: string };
  /** The first tray icon that registers, within 10 s. */
  item(): Promise<TrayItem>;
  close(): Promise<void>;
}

/** `org.kde.StatusNotifierWatcher`, as far as programs that register an icon use it. */
class Watcher extends Interface {
  readonly registered: { bus: string; path: string }[] = [];
  readonly IsStatusNotifierHostRegistered = true;
  readonly ProtocolVersion = 0;
  senderOfNext = '';

  constructor() {
    super('org.kde.StatusNotifierWatcher');
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.registered.map(({ bus, path }) => `${bus}${path}`);
  }

  /** Programs name their bus, or a path on the bus that they call from. */
  RegisterStatusNotifierItem(service: string): void {
    const isPath = service.startsWith('/');
    this.registered.push({
      bus: isPath ? this.senderOfNext : service,
      path: isPath ? service : '/StatusNotifierItem',
    });
  }
}
Watcher.configureMembers({
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: ACCESS_READ },
    IsStatusNotifierHostRegistered: { signature: 'b', access: ACCESS_READ },
    ProtocolVersion: { signature: 'i', access: ACCESS_READ },
  },
  methods: { RegisterStatusNotifierItem: { inSignature: 's' } },
});

/** Starts one; close it at the end. */
export async function startTrayDesktop(): Promise<TrayDesktop> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = (await once(createInterface({ input: daemon.stdout }), 'line')) as [string];
  const bus = dbus.sessionBus({ busAddress: address });
  const watcher = new Watcher();
  bus.on('message', (message: { member?: string; sender?: string }) => {
    if (message.member === 'RegisterStatusNotifierItem') watcher.senderOfNext = message.sender ?? '';
  });
  bus.export('/StatusNotifierWatcher', watcher);
  await bus.requestName('org.kde.StatusNotifierWatcher', 0);
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    item: async () => {
      const { bus: name, path } = await vi.waitFor(
        () => watcher.registered.at(-1) ?? Promise.reject(new Error('No tray icon registered.')),
        { timeout: 10_000, interval: 25 },
      );
      return createItem(bus, name, path);
    },
    async close() {
      bus.disconnect();
      daemon.kill();
      if (daemon.exitCode === null && daemon.signalCode === null) await once(daemon, 'exit');
    },
  };
}

/** Chromium describes none of its objects, so each call says its own signature. */
function createItem(bus: dbus.MessageBus, name: string, path: string): TrayItem {
  const call = async (to: string, face: string, member: string, signature: string, body: unknown[]) => {
    const message = new dbus.Message({ destination: name, path: to, interface: face, member, signature, body });
    return ((await bus.call(message)) as dbus.Message).body as unknown[];
  };
  const item = 'org.kde.StatusNotifierItem';
  const read = async <Value>(property: string): Promise<Value> => {
    const [found] = await call(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [item, property]);
    return (found as dbus.Variant<Value>).value;
  };
  const menuCall = async (member: string, signature: string, body: unknown[]) =>
    call(await read<string>('Menu'), 'com.canonical.dbusmenu', member, signature, body);

  const menu = async (): Promise<MenuLine[]> => {
    const [, root] = (await menuCall('GetLayout', 'iias', [0, -1, []])) as [number, MenuNode];
    return root[2].map(({ value: [id, values] }) => ({
      id,
      label: values.type?.value === 'separator' ? null : String(values.label?.value ?? ''),
      enabled: values.enabled?.value !== false,
    }));
  };
  return {
    tooltip: async () => {
      const [, , title, text] = await read<[string, unknown, string, string]>('ToolTip');
      return [title, text].filter((part) => part !== '').join('\n');
    },
    icon: async () => {
      const pictures = await read<[number, number, Buffer][]>('IconPixmap');
      const [width, height, argb] = pictures.sort((a, b) => b[0] - a[0])[0] ?? [0, 0, Buffer.alloc(0)];
      return { width, height, argb: Buffer.from(argb) };
    },
    menu,
    activate: async () => void (await call(path, item, 'Activate', 'ii', [0, 0])),
    async choose(label) {
      const line = await vi.waitFor(
        async () => {
          const lines = await menu();
          const found = lines.find((one) => one.label === label);
          if (!found) throw new Error(`The menu has no "${label}": ${lines.map((one) => one.label).join(' | ')}`);
          return found;
        },
        { timeout: 10_000, interval: 25 },
      );
      await menuCall('Event', 'isvu', [line.id, 'clicked', new dbus.Variant('i', 0), 0]);
    },
  };
}

/** A menu as `com.canonical.dbusmenu` gives it: id, properties, children. */
type MenuNode = [number, Record<string, dbus.Variant | undefined>, { value: MenuNode }[]];
