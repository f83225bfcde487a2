import type { Page } from '@playwright/test';

import { inaya } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** How often the browser itself has loaded a page since the last look. */
const loads = (page: Page) => {
  let times = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) times += 1;
  });
  return () => times;
};

test('pages of several areas are reached by link, reload, back and forward', async ({ visitor }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  await visitor.open(`/p/${await visitor.profileId(inaya.full)}/parametres`);
  const loaded = loads(page);
  await visitor.settingsPage.entry("Historique d'activité").click();
  await visitor.expectPage({ heading: "Historique d'activité" });
  await visitor.header.openAddProfile();
  await visitor.expectPage({ heading: 'Ajouter un ou plusieurs profils' });
  expect(loaded(), 'the program draws them itself').toBe(0);
  await page.goBack();
  await visitor.expectPage({ heading: "Historique d'activité" });
  await page.goForward();
  await visitor.expectPage({ heading: 'Ajouter un ou plusieurs profils' });
  expect(loaded()).toBe(0);
  await visitor.reload();
  await visitor.expectPage({ heading: 'Ajouter un ou plusieurs profils' });
  await page.goBack();
  await visitor.expectPage({ heading: "Historique d'activité" });
});

test('a part that does not come leads to a full page load', async ({ visitor, faults }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  await visitor.open(`/p/${await visitor.profileId(inaya.full)}/parametres`);
  // A newer build has taken the place of the one that this page is from: its parts have other names.
  faults.expectStatus(404);
  faults.expectConsole(/HTTP status code is not ok/);
  let asked = 0;
  await page.route('**/pkg/split_settings.*', (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 404, body: '' }) : route.continue();
  });
  const loaded = loads(page);
  await visitor.settingsPage.entry("Historique d'activité").click();
  await visitor.expectPage({ heading: "Historique d'activité" });
  await visitor.hydrated();
  expect(loaded()).toBe(1);
  await expect(page).toHaveURL(/\/parametres\/historique$/);
});

test('a page whose part never comes stays as the server sent it, and leads on', async ({ visitor, faults }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  const own = await visitor.profileId(inaya.full);
  faults.expectStatus(404);
  faults.expectConsole(/HTTP status code is not ok/);
  await page.route('**/pkg/split_settings.*', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto(`/p/${own}/parametres/historique`);
  await visitor.expectPage({ heading: "Historique d'activité" });
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated', 'true');
  await visitor.header.home.click();
  await visitor.expectHome(inaya);
});
