import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from '@playwright/test';
import { Builder, type WebDriver } from 'selenium-webdriver';
import logInspector from 'selenium-webdriver/bidi/logInspector.js';

import { freePort } from '../support/service.ts';

export type EngineName = 'firefox' | 'webkit';

/** What a browser is started with. */
export interface Start {
  /** Whether pages may run scripts. */
  readonly javaScript?: boolean;
  /** Whether the browser knows popovers. Firefox cannot be made to forget them. */
  readonly popovers?: boolean;
  /** The folder of a Firefox profile, which outlives the browser. Without one a browser begins empty and forgets everything. */
  readonly profile?: string;
}

const FIREFOX = '/usr/bin/firefox-esr';
// Debian puts it into a folder of the processor's kind and of WebKitGTK's version, which no program tells.
export const MINI_BROWSER = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .flatMap((kind) => ['4.1', '4.0'].map((version) => `/usr/lib/${kind}/webkit2gtk-${version}/MiniBrowser`))
  .find(existsSync);

// As WebDriver takes them: https://www.w3.org/TR/webdriver2/#capabilities
const CAPABILITIES = {
  firefox: ({ javaScript = true, profile }: Start) => ({
    browserName: 'firefox',
    // WebDriver BiDi tells the errors of pages, and sets widths below that of Firefox's own window.
    webSocketUrl: true,
    'moz:firefoxOptions': {
      binary: FIREFOX,
      args: ['-headless', ...(profile ? ['-profile', profile] : [])],
      prefs: { 'javascript.enabled': javaScript },
    },
  }),
  webkit: ({ javaScript = true, popovers = true }: Start) => ({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': {
      binary: MINI_BROWSER,
      args: [
        '--automation',
        ...(javaScript ? [] : ['--enable-javascript-markup=false']),
        ...(popovers ? [] : ['--features=-PopoverAttribute']),
      ],
    },
  }),
};

/** The program of an engine that opens its browsers and drives them: one for all tests of a worker. */
export class Driver {
  /** The errors that pages have written on the console or have not caught, as Firefox tells; WebKitGTK tells nobody. */
  readonly faults: string[] = [];

  private constructor(
    readonly engine: EngineName,
    private readonly address: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(engine: EngineName): Promise<Driver> {
    if (engine === 'webkit' && !process.env.DISPLAY) throw new Error("WebKitGTK needs a display: run 'make engines', or this by xvfb-run.");
    const folder = mkdtempSync(join(tmpdir(), 'mon-espace-sante-'));
    const log = openSync(join(folder, 'log'), 'a');
    const port = await freePort();
    const [program, args] = engine === 'firefox' ? ['geckodriver', ['--websocket-port=0']] : ['WebKitWebDriver', []];
    const child = spawn(program!, [...args!, `--port=${port}`], { env: environment(folder), stdio: ['ignore', log, log] });
    closeSync(log);
    const driver = new Driver(engine, `http://127.0.0.1:${port}`, child, folder);
    await once(child, 'spawn');
    await expect(async () => {
      expect((await fetch(`${driver.address}/status`)).ok).toBe(true);
    }, `${program} answers`).toPass();
    return driver;
  }

  /** A browser of its own, with nothing in it. Close it by `quit`. */
  async open(start: Start = {}): Promise<WebDriver> {
    const browser = await new Builder().usingServer(this.address).withCapabilities(CAPABILITIES[this.engine](start)).build();
    if (this.engine === 'firefox') {
      const log = await logInspector(browser);
      await log.onLog((entry) => {
        if (entry.level === 'error') this.faults.push(entry.text ?? 'an error without a text');
      });
    }
    return browser;
  }

  /** What the driver and its browsers have written so far. */
  output(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  async stop(): Promise<void> {
    const exit = once(this.process, 'exit');
    if (this.process.exitCode === null && this.process.kill()) await exit;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The surroundings of a browser that reads and leaves nothing outside of a folder. */
export function environment(folder: string): NodeJS.ProcessEnv {
  // The buttons around MiniBrowser's pages would keep its window wider than a phone.
  mkdirSync(join(folder, 'gtk-3.0'), { recursive: true });
  writeFileSync(join(folder, 'gtk-3.0/gtk.css'), 'button, entry { min-width: 0; padding: 0; border-width: 0 }');
  // Programs for the screen are compiled and kept when a browser ends, later than it says that it has.
  return { ...process.env, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder, XDG_DATA_HOME: folder, MESA_SHADER_CACHE_DISABLE: 'true' };
}
