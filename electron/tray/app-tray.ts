import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import { menuLabel } from './menu-label.ts';
import { chooseTrayIcon } from './tray-icon.ts';
import type { TrayAction, TrayState, TrayView } from './tray-view.ts';

interface AppTrayOptions {
  /** Folder of the rendered icons. */
  readonly iconFolder: string;
  readonly commands: Readonly<Record<TrayAction, () => void>>;
  /** The icon itself was clicked. */
  readonly onToggle: () => void;
}

/** Puts a {@link TrayView} on the screen; changes only what differs from what is there. */
export class AppTray {
  readonly #options: AppTrayOptions;
  #tray: Tray | null = null;
  #shown: { state: TrayState; tooltip: string; menu: string } | null = null;

  constructor(options: AppTrayOptions) {
    this.#options = options;
  }

  /** Shows the view, creating the icon the first time. */
  apply(view: TrayView): void {
    const tray = this.#tray ?? this.#create(view.state);
    const menu = JSON.stringify(view.menu);
    if (this.#shown?.state !== view.state) tray.setImage(this.#image(view.state));
    if (this.#shown?.tooltip !== view.tooltip) tray.setToolTip(view.tooltip);
    if (this.#shown?.menu !== menu) tray.setContextMenu(this.#menu(view));
    this.#shown = { state: view.state, tooltip: view.tooltip, menu };
  }

  remove(): void {
    this.#tray?.destroy();
    this.#tray = null;
    this.#shown = null;
  }

  #create(state: TrayState): Tray {
    const tray = new Tray(this.#image(state));
    // On macOS a click opens the menu, as people expect there.
    if (process.platform !== 'darwin') tray.on('click', this.#options.onToggle);
    this.#tray = tray;
    return tray;
  }

  #image(state: TrayState): Electron.NativeImage {
    const icon = chooseTrayIcon(state, process.platform);
    const image = nativeImage.createFromPath(join(this.#options.iconFolder, icon.file));
    image.setTemplateImage(icon.template);
    return image;
  }

  #menu(view: TrayView): Menu {
    return Menu.buildFromTemplate(
      view.menu.map((item) => {
        if (item === null) return { type: 'separator' };
        const { action } = item;
        const label = menuLabel(item.label);
        return action ? { label, click: this.#options.commands[action] } : { label, enabled: false };
      }),
    );
  }
}
