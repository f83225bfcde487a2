import { inaya } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

const leguano = 'Dr Marine Leguano (Médecin)';
const nurse = 'Maëlle Églantier (Infirmier)';
const midwife = 'Clémence Aubépin (Sage-femme)';
const consult = 'Consulter les documents';
const breakGlass = 'Consulter les documents en mode «\u00a0bris de glace\u00a0»';

test('a mediator shows what professionals may, and the citizen reads who did what', async ({ visitor, demonstration }) => {
  const page = visitor.demonstrationPage;
  await test.step('a doctor whom she has authorised sees her documents', async () => {
    await visitor.open(page.path);
    await page.let(leguano, inaya.full, consult);
    await expect(page.done).toHaveText(containing(`${leguano} a consulté les documents de ${inaya.full}`));
  });

  await test.step('a nurse is refused, with the reason; in an emergency she says why', async () => {
    await page.let(nurse, inaya.full, consult);
    await expect(page.refused).toHaveText(words(`Accès refusé à ${nurse}. La personne ne l'a pas autorisé.`));
    await page.let(nurse, inaya.full, breakGlass);
    await page.errors.expectMessages("Indiquez pourquoi l'accès est nécessaire.");
    await expect(page.professionals.getByLabel("Ce qu'il fait")).toHaveValue('bris-de-glace');
    await page.reason.fill('Personne inconsciente sur la voie publique');
    await page.act.click();
    await expect(page.done).toHaveText(containing(`${nurse} a consulté les documents de ${inaya.full}`));
  });

  await test.step('she is written to, without a word about her health', async () => {
    const mail = await demonstration.nextMessage();
    expect(mail).toMatchObject({ to: 'inaya.michel@exemple.fr', subject: 'Des documents ont été consultés' });
    expect((await demonstration.nextMessage()).subject).toBe('Un accès en urgence a eu lieu');
    expect(mail.text).not.toContain('Leguano');
  });

  await test.step('her history names them', async () => {
    await visitor.signInAtOnce(inaya);
    await visitor.header.openSettings();
    await visitor.settingsPage.entry("Historique d'activité").click();
    await visitor.expectPage({ heading: "Historique d'activité" });
    const lines = await visitor.historyPage.lines();
    const told = lines.map(({ what, detail, who }) => [what, detail, who].join(', ').replaceAll('\u00a0', ' '));
    expect(told.slice(1, 3)).toEqual([
      `Consultation des documents, Accès en mode « bris de glace » : Personne inconsciente sur la voie publique, ${nurse}`,
      `Consultation des documents, Lors d'une consultation, ${leguano}`,
    ]);
  });
});

test('what a minor keeps from her representatives is not there for them', async ({ visitor, demonstration }) => {
  const page = visitor.demonstrationPage;
  await visitor.open(page.path);
  await page.let(midwife, 'Lola Michel', "Déposer un résultat que les représentants légaux d'un mineur ne voient pas");
  await expect(page.done).toHaveText(containing(`${midwife} a déposé un document dans l'espace de Lola Michel`));
  expect(await demonstration.messages(), 'nobody is written to').toEqual([]);
  await visitor.signInAtOnce(inaya);
  await visitor.header.switchTo('Lola Michel');
  await visitor.header.openSettings();
  await visitor.settingsPage.entry("Historique d'activité").click();
  await visitor.expectPage({ heading: "Historique d'activité" });
  const lines = await visitor.historyPage.lines();
  expect(lines.map(({ what }) => what).filter((what) => /professionnel|document/i.test(what))).toEqual([]);
});
