import type { WebContents, WebFrameMain } from 'electron';
import { appOrigin } from '../security/app-address.ts';

/** Who made a call, as Electron tells it. */
export interface Caller {
  readonly sender: WebContents;
  readonly senderFrame: WebFrameMain | null;
}

/** True when the caller is the top frame of our window, showing a page of the app. */
export function isOwnPage({ sender, senderFrame }: Caller, own: WebContents | null): boolean {
  if (own === null || sender !== own || senderFrame === null) return false;
  return senderFrame === own.mainFrame && senderFrame.origin === appOrigin;
}
