import { defineConfig } from '@playwright/test';

import type { EngineOptions } from './engines/test.ts';

// What a file's name says about where its tests run:
//   x.spec.ts         the journeys: both engines, with and without JavaScript
//   x.once.spec.ts    what an engine does in its own way: with JavaScript
//   x.webkit.spec.ts  what only WebKitGTK can be made to do: there, with JavaScript
const once = /\.once\.spec\.ts$/;
const webkit = /\.webkit\.spec\.ts$/;

/**
 * The main journeys in the engines of Firefox and of Safari, as Debian has them, by WebDriver: `make engines`. Playwright runs
 * the tests and opens no browser.
 */
export default defineConfig<object, EngineOptions>({
  testDir: 'engines',
  globalSetup: './support/program.ts',
  outputDir: 'test-results/engines',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000, toPass: { timeout: 20_000 } },
  reporter: [['list'], ['./support/counts-reporter.ts']],
  projects: [
    { name: 'firefox', testIgnore: webkit, use: { browserEngine: 'firefox' } },
    { name: 'webkit', use: { browserEngine: 'webkit' } },
    { name: 'firefox-no-js', testIgnore: [once, webkit], use: { browserEngine: 'firefox', javaScriptEnabled: false } },
    { name: 'webkit-no-js', testIgnore: [once, webkit], use: { browserEngine: 'webkit', javaScriptEnabled: false } },
  ],
});
