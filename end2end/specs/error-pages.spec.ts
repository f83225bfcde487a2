import { expect, test } from '../support/test.ts';

test('an address that does not exist gets a page that says so and leads on', async ({ visitor }) => {
  for (const path of ['/nulle-part', '/p', '/connexion/code/autre', '/%3Cscript%3Ealert(1)%3C/script%3E']) {
    await visitor.open(path, { status: 404 });
    await visitor.expectPage({
      heading: "Cette page n'existe pas ou n'existe plus.",
    });
    await expect(visitor.page.getByRole('contentinfo').getByRole('link', { name: '3422' })).toBeVisible();
  }
  await visitor.page.getByRole('link', { name: "Revenir à l'accueil" }).click();
  await expect(visitor.page).toHaveURL('/');
  await expect(visitor.heading('Mon espace santé')).toBeVisible();
});

test('the legal pages can be read by anybody', async ({ visitor }) => {
  for (const [link, path] of [
    ['Accessibilité', '/accessibilite'],
    ['Mentions légales', '/mentions-legales'],
    ['Données personnelles', '/donnees-personnelles'],
  ] as const) {
    await visitor.open('/');
    await visitor.page.getByRole('contentinfo').getByRole('link', { name: link }).click();
    await expect(visitor.page).toHaveURL(path);
    await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(visitor.page).toHaveTitle(/ – Mon espace santé$/);
  }
});

test('the skip link leads to the content', async ({ visitor }) => {
  await visitor.open('/connexion');
  const link = visitor.page.getByRole('link', { name: 'Aller au contenu' });
  await link.focus();
  await expect(link).toBeInViewport();
  await link.press('Enter');
  await expect(visitor.page.getByRole('main')).toBeFocused();
  await expect(visitor.page).toHaveURL('/connexion#contenu');
});
