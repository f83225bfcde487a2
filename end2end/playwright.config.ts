import { defineConfig } from '@playwright/test';

import type { ServerOptions } from './support/test.ts';

// Debian's Chromium, or the one that CHROMIUM names: no browser is downloaded. By default the build of it that draws no window of
// its own around the pages: the same tests take half the time.
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

/** A laptop's window; a small phone's; a laptop's at 400 % zoom. */
const desktop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
const zoomed = { width: 320, height: 256 };

// What a file's name says about where its tests run:
//   x.spec.ts           every journey: desktop, mobile, no-js
//   x.input.spec.ts     what is typed and how it is answered: desktop, no-js (a phone runs the same program)
//   x.look.spec.ts      what concerns the look: desktop, mobile, no-js, dark, forced colours, 400 % zoom
//   x.once.spec.ts      what no kind of browser changes: desktop (the gallery goes over every state of every screen in all looks)
//   x.hydrate.spec.ts   needs the browser's program: desktop, mobile
//   x.keyboard.spec.ts  needs a keyboard: desktop, no-js
//   x.http.spec.ts      needs no browser: once
//   x.gallery.spec.ts   goes over the gallery, and makes its own looks: once
const look = /\.look\.spec\.ts$/;
const input = /\.input\.spec\.ts$/;
const hydrate = /\.hydrate\.spec\.ts$/;
const keyboard = /\.keyboard\.spec\.ts$/;
const http = /\.http\.spec\.ts$/;
const gallery = /\.gallery\.spec\.ts$/;
const once = /\.once\.spec\.ts$/;

export default defineConfig<object, ServerOptions>({
  testDir: 'specs',
  globalSetup: './support/program.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./support/counts-reporter.ts']],
  use: {
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: desktop,
    screenshot: 'only-on-failure',
    // Recording takes a fifth of the time. Pictures and the service's log are kept of what fails in any case.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
  projects: [
    { name: 'desktop' },
    {
      name: 'mobile',
      testIgnore: [input, keyboard, http, gallery, once],
      use: { viewport: phone, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    },
    { name: 'no-js', testIgnore: [hydrate, http, gallery, once], use: { javaScriptEnabled: false } },
    { name: 'dark', testMatch: look, use: { colorScheme: 'dark' } },
    { name: 'forced-colors', testMatch: look, use: { contextOptions: { forcedColors: 'active' } } },
    { name: 'zoom400', testMatch: look, use: { viewport: zoomed } },
    // The same journeys with everything kept in PostgreSQL; the rest is done on both engines over HTTP (server/tests/http).
    ...(process.env.TEST_POSTGRES_URL
      ? [{ name: 'postgres', testMatch: /\/(journey|enrolment|family|onboarding)\.spec\.ts$/, use: { engine: 'postgres' as const } }]
      : []),
  ],
});
