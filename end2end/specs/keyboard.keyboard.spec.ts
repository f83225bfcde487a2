import type { Locator, Page } from '@playwright/test';

import { inaya, leo, martine, password } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { words } from '../support/text.ts';

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
    if (visitor.hydrates) {
      await test.step('whoever goes on with Tab leaves it, and it covers nothing', async () => {
        await keyboard.press('Space');
        // The last of it; «Fermer» is for phones.
        await tabTo(page, header.panel.getByRole('button', { name: 'Se déconnecter' }));
        await keyboard.press('Tab');
        await expect(header.panel).toBeHidden();
        await tabTo(page, header.button, 'Shift+Tab');
      });
    }
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

test('an activation with the keyboard alone', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  const { keyboard } = page;
  const press = async (label: string) => {
    await tabTo(page, page.getByRole('button', { name: label }));
    await keyboard.press('Enter');
  };
  /** Types into a field and its neighbours. */
  const type = async (first: Locator, ...texts: readonly string[]) => {
    await tabTo(page, first);
    for (const [index, text] of texts.entries()) {
      if (index > 0) await keyboard.press('Tab');
      await keyboard.type(text);
    }
  };

  await test.step('the birth date: Enter sends, the summary leads to what is missing', async () => {
    await visitor.open('/activer');
    await tabTo(page, page.getByRole('link', { name: 'Commencer' }));
    await keyboard.press('Enter');
    await wizard.at('/activer/identite/naissance', 'Je renseigne la date de naissance');
    await type(page.getByLabel('Jour'), martine.born[0], martine.born[1]);
    await keyboard.press('Enter');
    const message = 'La date de naissance doit comporter une année.';
    await wizard.expectWrong(message);
    await keyboard.press('Tab');
    await expect(wizard.errors.link(message)).toBeFocused();
    await keyboard.press('Enter');
    await expect(page.getByLabel('Année')).toBeFocused();
    await keyboard.type(martine.born[2]);
    await keyboard.press('Enter');
  });

  await test.step('the card: the arrows choose', async () => {
    await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
    await tabTo(page, page.getByRole('radio', { name: 'Carte Vitale sans photo' }));
    await keyboard.press('ArrowDown');
    await expect(page.getByRole('radio', { name: 'Carte Vitale avec photo' })).toBeChecked();
    await press('Continuer');
  });

  await test.step('the numbers: Space opens the help', async () => {
    await wizard.at('/activer/identite/numeros', 'Je renseigne mes numéros');
    await type(page.getByLabel('Numéro de sécurité sociale'), martine.nir);
    await type(page.getByLabel('Numéro de série de la carte Vitale'), martine.serial);
    await tabTo(page, page.locator('summary').last());
    await keyboard.press('Space');
    await expect(page.getByText(/le numéro de série est au recto/)).toBeVisible();
    await press('Continuer');
  });

  await test.step('the code and the decision', async () => {
    await wizard.atCode();
    await type(wizard.code, await demonstration.provisionalCode(martine.name));
    await keyboard.press('Enter');
    await wizard.at('/activer/decision', 'Je prends ma décision');
    await tabTo(page, page.getByRole('radio', { name: "J'active Mon espace santé" }));
    await keyboard.press('Space');
    await tabTo(page, page.getByRole('checkbox'));
    await keyboard.press('Space');
    await press('Confirmer la décision');
  });

  await test.step('contacts, identifier and password', async () => {
    await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await press('Ces coordonnées sont exactes, continuer');
    await wizard.at('/activer/compte/identifiants', 'Je choisis mon nouvel identifiant et mon mot de passe');
    await type(wizard.identifier, 'martine.lg');
    await type(wizard.password, 'quatre cactus bleus dansent');
    await press('Activer Mon espace santé');
    await wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');
    await tabTo(page, page.getByRole('link', { name: 'Découvrir Mon espace santé' }));
    await keyboard.press('Enter');
  });

  await test.step('the first question', async () => {
    await wizard.at('/bienvenue/taille', 'Quelle est ma taille ?');
    await type(page.getByLabel(/Quelle est ma taille/), '1,55');
    await keyboard.press('Enter');
    await wizard.at('/bienvenue/poids', 'Quel est mon poids ?');
  });
});

test('children are added with the keyboard alone', async ({ visitor }) => {
  const { page } = visitor;
  const { keyboard } = page;
  await visitor.signIn(inaya);
  await visitor.reload();
  const enter = async (target: Locator) => {
    await tabTo(page, target);
    await keyboard.press('Enter');
  };
  const tick = async (target: Locator) => {
    await tabTo(page, target);
    await keyboard.press('Space');
    await expect(target).toBeChecked();
  };
  await enter(visitor.header.button);
  await enter(visitor.header.panel.getByRole('link', { name: 'Ajouter un profil' }));
  await expect(visitor.heading('Ajouter un ou plusieurs profils')).toBeVisible();
  await visitor.hydrated();

  const add = page.getByRole('button', { name: 'Ajouter' });
  await enter(add);
  await test.step('the focus is on what to mend, and its link leads to the first child', async () => {
    await expect(visitor.wizard.errors.root).toBeFocused();
    await enter(page.getByRole('link', { name: 'Sélectionnez au moins un profil.' }));
    await expect(page.getByRole('checkbox').first()).toBeFocused();
  });
  await tick(page.getByRole('checkbox', { name: /^Louise M\./ }));
  await tick(page.getByRole('checkbox', { name: /^Je certifie/ }));
  await enter(add);
  await expect(page).toHaveURL(/\/profils\/ajouter(#enfants)?$/);
  await expect(page.getByRole('main')).toContainText('Louise');
});

test('a profile is shared, and the invitation accepted, with the keyboard alone', async ({ visitor, somebodyElse }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  const mathis = await visitor.profileId('Mathis Michel');
  await visitor.open(`/p/${mathis}/parametres/partage`);
  const share = words("Partager l'accès au profil");
  await tabTo(page, page.getByRole('link', { name: share }));
  await page.keyboard.press('Enter');
  await visitor.expectPage({ heading: 'Je partage le profil de Mathis', title: 'Je partage le profil' });
  for (const [label, typed] of [
    [/^Nom$/, 'Michel'],
    [/^Prénom/, 'Léo'],
    [/^Jour/, '3'],
    [/^Mois/, 'septembre'],
    [/^Année/, '1982'],
    [/^Numéro de sécurité sociale/, '182098832104728'],
  ] as const) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.type(typed);
  }
  await tabTo(page, page.getByRole('checkbox', { name: /^Je déclare/ }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: share }));
  await page.keyboard.press('Enter');
  await visitor.expectPage({ heading: 'La demande de partage a bien été envoyée !' });

  const other = await somebodyElse();
  await other.signIn(leo);
  await tabTo(other.page, other.page.getByRole('link', { name: 'Répondre à la demande' }));
  await other.page.keyboard.press('Enter');
  await other.expectPage({ heading: 'Mes demandes de partage' });
  await tabTo(other.page, other.page.getByRole('button', { name: 'Accepter' }));
  await other.page.keyboard.press('Enter');
  await other.expectPage({ heading: 'Profil de Mathis', title: 'Accueil' });
});

test('a profile is closed with the keyboard alone', async ({ visitor }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  const lola = await visitor.profileId('Lola Michel');
  await visitor.open(`/p/${lola}/parametres`);
  for (const [link, address] of [
    ['Clôture du profil', 'cloture'],
    ['Clôturer le profil', 'second-representant'],
    ['Continuer', 'confirmer'],
  ]) {
    const next = page.getByRole('main').getByRole('link', { name: link!, exact: true });
    await tabTo(page, next.or(page.getByRole('button', { name: link!, exact: true })));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/${address}\\??$`));
    await visitor.hydrated();
  }
  await tabTo(page, page.getByLabel('Mon mot de passe'));
  await page.keyboard.type('un-autre-mot-de-passe');
  await page.keyboard.press('Enter');
  await expect(visitor.wizard.errors.root).toBeFocused();
  await tabTo(page, page.getByLabel('Mon mot de passe'));
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await visitor.expectPage({ heading: 'Le profil de Lola est clôturé', title: 'Le profil est clôturé' });
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
