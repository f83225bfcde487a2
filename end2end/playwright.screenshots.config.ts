import { defineConfig } from '@playwright/test';

import journeys from './playwright.config.ts';
import type { ServerOptions } from './support/test.ts';

/** Pictures of the screens for people to look at; nothing is compared. `npm run screenshots`. */
export default defineConfig<object, ServerOptions>({
  ...journeys,
  testDir: '.',
  testMatch: /screenshots(-gallery)?\.ts$/,
  reporter: 'list',
  use: { ...journeys.use, contextOptions: { reducedMotion: 'reduce' } },
  projects: [360, 1280].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({
      name: `${width}-${colorScheme}`,
      use: {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 800 },
        ...(width === 360 && { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }),
      },
    })),
  ),
});
