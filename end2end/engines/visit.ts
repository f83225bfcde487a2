import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';

import { environment, MINI_BROWSER, type Driver } from './driver.ts';
import { Tab } from './tab.ts';

/**
 * Opens a page in a browser that keeps what it fetches in a folder, and closes the browser when the page is there.
 *
 * @param kept what must be in the folder before the browser is closed, as a browser writes there in its own time.
 */
export async function visit(driver: Driver, folder: string, page: string, kept: readonly string[] = []): Promise<void> {
  if (driver.engine === 'firefox') {
    // It writes what is left when it ends.
    const browser = await driver.open({ profile: folder });
    await browser.get(page);
    await new Tab(browser, '', true).hydrated();
    await browser.quit();
    return;
  }
  // Under WebDriver it forgets everything, so it is started as people do.
  const args = kept.length > 0 ? [page] : ['--exit-after-load', page];
  const browser = spawn(MINI_BROWSER!, args, { env: environment(folder), stdio: 'ignore' });
  const end = once(browser, 'exit');
  if (kept.length > 0) {
    await expect.poll(() => missing(folder, kept), { message: 'what was fetched is kept', timeout: 30_000 }).toEqual([]);
    browser.kill();
  }
  await end;
}

/** Which of these addresses no file of the folder speaks of. */
function missing(folder: string, addresses: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const contents = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file));
  return addresses.filter((address) => !contents.some((content) => content.includes(address)));
}
