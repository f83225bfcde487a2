import { expect } from '@playwright/test';
import { By, Key, type WebDriver, type WebElement } from 'selenium-webdriver';

import { words } from '../support/text.ts';

/** What people find on a page by its kind and its name. */
const KINDS = {
  button: 'button',
  link: 'a[href]',
  field: 'input:not([type=hidden], [type=radio], [type=checkbox]), textarea',
  choice: 'input[type=radio], input[type=checkbox]',
};
export type Kind = keyof typeof KINDS;

/** A tab of a browser that is driven by WebDriver, with somebody in front of it. Whatever they look for is waited for. */
export class Tab {
  constructor(
    readonly driver: WebDriver,
    private readonly origin: string,
    /** Whether the browser's program takes the pages over. */
    readonly hydrates: boolean,
  ) {}

  /** Goes to an address as one does by typing it. */
  async open(path: string): Promise<void> {
    await this.driver.get(this.origin + path);
    await this.hydrated();
  }

  /** Waits until the browser's program has taken over; without scripts there is nothing to wait for. */
  async hydrated(): Promise<void> {
    if (!this.hydrates) return;
    await expect(async () => {
      expect(await this.driver.findElement(By.css('html')).getDomAttribute('data-hydrated')).toBe('true');
    }, 'the program takes over').toPass();
  }

  /** The page at that address is there, and alive. */
  async at(path: RegExp, heading: string): Promise<void> {
    await expect(async () => {
      expect(new URL(await this.driver.getCurrentUrl()).pathname).toMatch(path);
      expect(await this.driver.findElement(By.css('h1')).getText()).toMatch(words(heading));
    }, `the page «${heading}»`).toPass();
    await this.hydrated();
  }

  /** What is seen of that kind and is called that by whoever reads the page aloud. */
  async find(kind: Kind, name: string | RegExp): Promise<WebElement> {
    return this.first(kind, name, async () => {});
  }

  async click(kind: Kind, name: string | RegExp): Promise<void> {
    await this.first(kind, name, (element) => element.click());
  }

  /** Types that into a field, in the place of what was in it. */
  async fill(label: string | RegExp, text: string): Promise<void> {
    await this.first('field', label, async (field) => {
      await field.click();
      await field.clear();
      await field.sendKeys(text);
      // On a busy machine a driver loses keys.
      expect(await field.getProperty('value')).toBe(text);
    });
  }

  /** Waits for the first of that kind and name, and does that with it: a page that comes to life may take what was found with it. */
  private async first(kind: Kind, name: string | RegExp, act: (element: WebElement) => Promise<void>): Promise<WebElement> {
    const wanted = typeof name === 'string' ? words(name) : name;
    let found: WebElement | undefined;
    await expect(async () => {
      const names: string[] = [];
      for (const element of await this.driver.findElements(By.css(KINDS[kind]))) {
        if (!(await element.isDisplayed())) continue;
        names.push(await element.getAccessibleName());
        if (!wanted.test(names.at(-1)!)) continue;
        // WebKitWebDriver takes what is just below the window for what is in it.
        await this.driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", element);
        await act(element);
        found = element;
        return;
      }
      throw new Error(`There is no ${kind} ${wanted} on ${await this.driver.getCurrentUrl()}, but: ${names.join(' | ')}`);
    }).toPass();
    return found!;
  }

  /** Presses a key, wherever the focus is. */
  async press(key: string): Promise<void> {
    await this.driver.actions().sendKeys(key).perform();
  }

  /** Types where the focus is. */
  async type(text: string): Promise<void> {
    await this.driver.switchTo().activeElement().sendKeys(text);
  }

  /** Whether that is where the focus is, or around it. */
  async hasFocusIn(selector: string): Promise<boolean> {
    return this.driver.executeScript<boolean>('return document.activeElement.closest(arguments[0]) !== null', selector);
  }

  /** What has the focus, in words for whoever reads that a test failed. */
  async focused(): Promise<string> {
    return this.driver.executeScript<string>('return document.activeElement.outerHTML.slice(0, 400)');
  }

  /** Gives the page that width, scrollbar included, in CSS pixels. */
  async setWidth(width: number, height: number): Promise<void> {
    if ((await this.driver.getCapabilities()).get('browserName') === 'firefox') {
      const context = await this.driver.getWindowHandle();
      const bidi = await this.driver.getBidi();
      await bidi.send({ method: 'browsingContext.setViewport', params: { context, viewport: { width, height } } });
    } else {
      const around = await this.driver.executeScript<number>('return outerHeight - innerHeight');
      await this.driver.manage().window().setRect({ width, height: height + around });
    }
    await expect.poll(() => this.driver.executeScript('return [innerWidth, innerHeight]')).toEqual([width, height]);
  }
}

export { Key };
