import type { Locator, Page } from '@playwright/test';

import { inaya, password } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** Presses Tab until that has the focus, and checks that one sees it. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target, 'what has the focus is on screen').toBeInViewport();
      const visible = await target.evaluate((element) => {
        const ring = (styled: Element) => {
          const style = getComputedStyle(styled);
          return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
        };
        // A radio's ring may be drawn by its label.
        return ring(element) || [...((element as HTMLInputElement).labels ?? [])].some(ring);
      });
      expect(visible, 'the focus is drawn').toBe(true);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error('the keyboard does not reach it');
}

test('the whole journey with the keyboard alone', async ({ visitor, demonstration }) => {
  const { page, signInPage, channelPage, codePage, header } = visitor;
  const { keyboard } = page;

  await test.step('identifier and password; Enter sends', async () => {
    await visitor.open(signInPage.path);
    await keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Aller au contenu' })).toBeFocused();
    await tabTo(page, signInPage.identifier.input);
    await keyboard.type(inaya.identifier);
    await keyboard.press('Tab');
    await expect(signInPage.password.input).toBeFocused();
    await keyboard.type(password);
    await keyboard.press('Enter');
    await expect(page).toHaveURL(channelPage.path);
    await visitor.hydrated();
  });

  await test.step('Space chooses, the arrows change the choice', async () => {
    await tabTo(page, channelPage.email);
    await keyboard.press('Space');
    await expect(channelPage.email).toBeChecked();
    await keyboard.press('ArrowDown');
    await expect(channelPage.sms).toBeChecked();
    await tabTo(page, channelPage.button);
    await keyboard.press('Enter');
    await expect(page).toHaveURL(codePage.path);
    await visitor.hydrated();
  });

  await test.step('a wrong code: the focus is on what to mend, its link leads to the field', async () => {
    const code = await demonstration.nextCode();
    await tabTo(page, codePage.code.input);
    await keyboard.type('12');
    await keyboard.press('Enter');
    await codePage.errors.expectMessages('Le code comporte 6 chiffres.');
    await keyboard.press('Tab');
    await expect(codePage.errors.link('Le code comporte 6 chiffres.')).toBeFocused();
    await keyboard.press('Enter');
    await expect(codePage.code.input).toBeFocused();
    await keyboard.type(code);
    await keyboard.press('Enter');
    await visitor.expectHome(inaya);
  });

  await test.step('the menu opens with Enter, closes with Escape, switches with Enter', async () => {
    await tabTo(page, header.button);
    await keyboard.press('Enter');
    await expect(header.panel).toBeVisible();
    await keyboard.press('Escape');
    await expect(header.panel).toBeHidden();
    await expect(header.button).toBeFocused();
    await keyboard.press('Space');
    await tabTo(page, header.profile('Lola Michel'));
    await keyboard.press('Enter');
    await header.expectProfile('Lola Michel');
  });

  await test.step("Lola's settings and her history", async () => {
    await visitor.hydrated();
    await tabTo(page, header.button, visitor.hydrates ? 'Shift+Tab' : 'Tab');
    await keyboard.press('Enter');
    await tabTo(page, header.panel.getByRole('link', { name: 'Paramètres' }));
    await keyboard.press('Enter');
    await expect(visitor.heading('Paramètres de Lola')).toBeVisible();
    await tabTo(page, visitor.settingsPage.entry("Historique d'activité"));
    await keyboard.press('Enter');
    await expect(visitor.heading("Historique d'activité")).toBeVisible();
  });

  await test.step('out', async () => {
    await visitor.hydrated();
    await tabTo(page, header.button, visitor.hydrates ? 'Shift+Tab' : 'Tab');
    await keyboard.press('Enter');
    await tabTo(page, header.panel.getByRole('button', { name: 'Se déconnecter' }));
    await keyboard.press('Enter');
    await visitor.expectSignedOut();
  });
});

test('the focus goes through a page from top to bottom', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.reload();
  const seen: number[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await visitor.page.keyboard.press('Tab');
    const place = await visitor.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const all = [...document.querySelectorAll('*')];
      return all.indexOf(element);
    });
    if (place === undefined) break;
    if (seen.length > 0 && place <= seen[0]!) break;
    seen.push(place);
  }
  expect(seen.length).toBeGreaterThan(8);
  expect(seen, 'in the order of the document').toEqual([...seen].sort((a, b) => a - b));
});
