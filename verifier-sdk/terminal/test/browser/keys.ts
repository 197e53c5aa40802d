// Keystrokes with times of their own: however slow the machine, a scanner stays fast and a person slow.
import type { CDPSession, Page } from 'playwright-core';

/** Milliseconds between two keys. */
export const scannerPace = 4;
export const personPace = 130;

interface Key {
  readonly key: string;
  readonly text?: string;
  readonly windowsVirtualKeyCode: number;
  readonly modifiers?: number;
}

const named: Readonly<Record<string, Key>> = {
  '\n': { key: 'Enter', text: '\r', windowsVirtualKeyCode: 13 },
  '\t': { key: 'Tab', windowsVirtualKeyCode: 9 },
};
const shift: Key = { key: 'Shift', windowsVirtualKeyCode: 16, modifiers: 8 };
const noticed = new Set([' ', 'Enter', 'Tab']);
/** What a browser is told of a key that an input method has taken. */
const taken: Key = { key: 'Process', windowsVirtualKeyCode: 229 };

function keyOf(character: string): Key {
  const isCapital = /[A-Z$%*+:]/.test(character);
  const code = /[A-Za-z0-9 ]/.test(character) ? character.toUpperCase().charCodeAt(0) : 190;
  const plain = { key: character, text: character, windowsVirtualKeyCode: code };
  return named[character] ?? { ...plain, modifiers: isCapital ? 8 : 0 };
}

export interface Keyboard {
  /** Capital letters and signs with the shift key held, as a scanner does. */
  readonly type: (text: string, pace: number) => Promise<void>;
  readonly typeInChinese: (count: number, pace: number) => Promise<void>;
}

export async function keyboardOf(page: Page): Promise<Keyboard> {
  const session: CDPSession = await page.context().newCDPSession(page);
  let time = Date.now() / 1000;
  const press = (key: Key, deed: 'keyDown' | 'keyUp'): Promise<unknown> => {
    const { text, ...rest } = key;
    const more = deed === 'keyDown' && text !== undefined ? { text } : {};
    return session.send('Input.dispatchKeyEvent', {
      type: deed,
      timestamp: time,
      ...rest,
      ...more,
    });
  };
  const typeKeys = async (keys: readonly Key[], pace: number): Promise<void> => {
    // A person has paused before.
    time = Math.max(time + 2, Date.now() / 1000);
    // Held down through capital letters and signs, as far as a page can tell.
    const sent: Promise<unknown>[] = [press(shift, 'keyDown')];
    for (const key of keys) {
      time += pace / 1000;
      sent.push(press(key, 'keyDown'));
      // Every key is let go; only of these anybody takes notice, and it takes a browser long enough.
      if (noticed.has(key.key)) sent.push(press(key, 'keyUp'));
    }
    sent.push(press({ ...shift, modifiers: 0 }, 'keyUp'));
    await Promise.all(sent);
  };
  return {
    type: (text, pace) => typeKeys(Array.from(text, keyOf), pace),
    typeInChinese: (count, pace) => typeKeys(Array<Key>(count).fill(taken), pace),
  };
}
