import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test as base } from '../support/test.ts';
import { Driver, type EngineName, type Start } from './driver.ts';
import { Tab } from './tab.ts';

export { expect };

export interface EngineOptions {
  /** Which browser drives the tests, instead of Chromium. */
  browserEngine: EngineName;
}

interface WorkerFixtures extends EngineOptions {
  driver: Driver;
}

interface TestFixtures {
  /** Opens a browser of one's own, which is closed when the test ends. */
  openTab: (start?: Start) => Promise<Tab>;
  /** The browser of the person whom the test is about. */
  tab: Tab;
  /** A folder that is gone when the test ends. */
  folder: string;
  /** An error of a page fails the test, as far as the engine tells. */
  faultless: void;
}

/** The suite's tests, with a browser that WebDriver drives. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  browserEngine: ['firefox', { scope: 'worker', option: true }],

  driver: [
    async ({ browserEngine }, use) => {
      const driver = await Driver.start(browserEngine);
      await use(driver);
      await driver.stop();
    },
    { scope: 'worker' },
  ],

  openTab: async ({ driver, server, javaScriptEnabled }, use, testInfo) => {
    const before = driver.output().length;
    const tabs: Tab[] = [];
    await use(async (start = {}) => {
      const javaScript = javaScriptEnabled !== false;
      const tab = new Tab(await driver.open({ javaScript, ...start }), server.origin, javaScript);
      tabs.push(tab);
      return tab;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const { driver: browser } of tabs) {
      if (failed) writeFileSync(testInfo.outputPath('screen.png'), await browser.takeScreenshot(), 'base64');
      await browser.quit();
    }
    if (failed) writeFileSync(testInfo.outputPath('driver.log'), driver.output().slice(before));
  },

  faultless: [
    async ({ driver }, use) => {
      await use();
      expect(driver.faults.splice(0), 'no fault on the console').toEqual([]);
    },
    { auto: true },
  ],

  tab: async ({ openTab }, use) => use(await openTab()),

  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'mon-espace-sante-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});
