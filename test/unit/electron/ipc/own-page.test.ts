import type { WebContents, WebFrameMain } from 'electron';
import { describe, expect, it } from 'vitest';
import { isOwnPage } from '../../../../electron/ipc/own-page.ts';

const frame = (origin: string) => ({ origin }) as WebFrameMain;
const contents = (mainFrame: WebFrameMain) => ({ mainFrame }) as WebContents;

describe('isOwnPage', () => {
  it('accepts only the top frame of our window on a page of the app', () => {
    const top = frame('app://lloom');
    const own = contents(top);
    expect(isOwnPage({ sender: own, senderFrame: top }, own)).toBe(true);
    expect(isOwnPage({ sender: own, senderFrame: frame('app://lloom') }, own)).toBe(false);
    expect(isOwnPage({ sender: contents(top), senderFrame: top }, own)).toBe(false);
    expect(isOwnPage({ sender: own, senderFrame: null }, own)).toBe(false);
    expect(isOwnPage({ sender: own, senderFrame: top }, null)).toBe(false);
    const foreign = frame('https://lloom');
    expect(isOwnPage({ sender: contents(foreign), senderFrame: foreign }, contents(foreign))).toBe(false);
    const taken = contents(foreign);
    expect(isOwnPage({ sender: taken, senderFrame: foreign }, taken)).toBe(false);
  });
});
