import { setTimeout as wait } from 'node:timers/promises';
import type { ElementHandle, Page } from 'puppeteer';

/** How somebody works a page: a mouse and keys to type with, or the keyboard alone. */
export interface Hands {
  /** Opens the first link, or presses the first button, whose words begin like this; waits for the page that follows. */
  press(words: string): Promise<void>;
  /** As `press`, for what changes the page that is there. */
  touch(words: string): Promise<void>;
  /** Types into the field with this id. */
  fill(id: string, text: string): Promise<void>;
  /** Ticks, or chooses, what has this id. */
  tick(id: string): Promise<void>;
  /** Opens the window for files of the field with this id, and chooses this one. */
  give(id: string, path: string): Promise<void>;
}

/** A page has no more stops than this. */
const MOST_STOPS = 300;

/** How often a mouse clicks on what slips away. */
const TRIES = 5;

const isNamed = (words: string): string =>
  `['A', 'BUTTON', 'SUMMARY'].includes(el.tagName) && el.textContent.trim().startsWith(${JSON.stringify(words)})`;

const hasId = (id: string): string => `el.id === ${JSON.stringify(id)}`;

/** How long a page may take on a machine that is busy. */
const PATIENCE_MS = 30_000;

const arrival = (page: Page, timeout = PATIENCE_MS): Promise<unknown> =>
  page.waitForNavigation({ waitUntil: 'load', timeout });

/** The keyboard alone: tab, letters, space and enter. */
export function keyboard(page: Page): Hands {
  const tabTo = async (condition: string): Promise<void> => {
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      if (
        await page.evaluate(`(() => { const el = document.activeElement; return Boolean(${condition}); })()`)
      )
        return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`The tab key does not reach ${condition} on ${page.url()}`);
  };
  const touch = async (words: string): Promise<void> => {
    await tabTo(isNamed(words));
    await page.keyboard.press('Enter');
  };
  return {
    touch,
    press: async (words) => void (await Promise.all([arrival(page), touch(words)])),
    fill: async (id, text) => {
      await tabTo(hasId(id));
      await page.keyboard.type(text);
    },
    tick: async (id) => {
      await tabTo(hasId(id));
      await page.keyboard.press('Space');
    },
    give: async (id, path) => {
      await tabTo(hasId(id));
      // A page that has just come may not hear the first key; people press again.
      for (let left = TRIES; ; left -= 1) {
        const window = page.waitForFileChooser({ timeout: 3_000 });
        await page.keyboard.press('Space');
        const opened = await window.catch(() => undefined);
        if (opened !== undefined) return opened.accept([path]);
        if (left === 0) throw new Error(`No window for a file opens at ${id}`);
      }
    },
  };
}

/** A mouse: everything is clicked where it is seen. */
export function mouse(page: Page): Hands {
  const click = async (condition: string): Promise<void> => {
    for (let left = TRIES; ; left -= 1) {
      const found = await page.evaluateHandle(
        `Array.from(document.querySelectorAll('*')).find((el) => (${condition}) && el.checkVisibility())`,
      );
      const element = found.asElement();
      try {
        if (element === null) throw new Error(`There is no ${condition} on ${page.url()}`);
        await (element as ElementHandle<never>).click();
        return;
      } catch (error) {
        // A page that is being replaced by the next one; people click again.
        if (left === 0) throw error;
        await wait(200);
      }
    }
  };
  const touch = (words: string): Promise<void> => click(isNamed(words));
  return {
    touch,
    press: async (words) => {
      for (let left = TRIES; ; left -= 1) {
        const arrived = arrival(page, left === 0 ? PATIENCE_MS : PATIENCE_MS / 3).then(
          () => true,
          (error: unknown) => {
            if (left === 0) throw error;
            return false;
          },
        );
        await touch(words);
        if (await arrived) return;
      }
    },
    fill: async (id, text) => {
      for (let left = TRIES; ; left -= 1) {
        // By its label, as a date field then begins with its first part.
        await click(`el.htmlFor === ${JSON.stringify(id)}`);
        await page.keyboard.type(text);
        // Who sees that nothing came there clicks again.
        if (
          left === 0 ||
          (await page.evaluate(`document.getElementById(${JSON.stringify(id)}).value !== ''`))
        )
          return;
      }
    },
    tick: (id) => click(hasId(id)),
    give: async (id, path) => {
      const [window] = await Promise.all([page.waitForFileChooser(), click(hasId(id))]);
      await window.accept([path]);
    },
  };
}
