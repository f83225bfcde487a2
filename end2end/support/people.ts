import type { Insured } from '../pages/enrolment-wizard.ts';

/** Someone of demonstration mode who can sign in. */
export interface Person {
  readonly identifier: string;
  readonly given: string;
  readonly full: string;
  /** As the header's button says it. */
  readonly short: string;
  readonly email: string;
  /** Without a mobile, the choice of a way to receive the code is passed over. */
  readonly mobile?: string;
  /** The full names of the profiles that are attached to theirs. */
  readonly attached: readonly string[];
}

/** Everybody's in demonstration mode. */
export const password = 'mon-espace-de-demonstration';

export const inaya: Person = {
  identifier: 'inaya.michel',
  given: 'Inaya',
  full: 'Inaya Michel',
  short: 'Inaya M.',
  email: 'inaya.michel@exemple.fr',
  mobile: '06 11 12 13 14',
  attached: ['Lola Michel', 'Mathis Michel'],
};

/** Lola's other parent; has nothing to do with Mathis. */
export const leo: Person = {
  identifier: 'leo.michel',
  given: 'Léo',
  full: 'Léo Michel',
  short: 'Léo M.',
  email: 'leo.michel@exemple.fr',
  attached: ['Lola Michel'],
};

/** People of the insurer's file who have yet to enrol. */
export const martine: Insured = {
  name: 'Martine Julie Leguellec',
  born: ['28', 'sept.', '1971'],
  card: 'avec photo',
  nir: '1 16 30 44 038 016 18',
  serial: '51020304051',
};

/** Mother of the twins. */
export const alba: Insured = {
  name: 'Alba Capanelli',
  born: ['2', '12', '1981'],
  card: 'sans photo',
  nir: '2 81 12 99 990 078 47',
  serial: '40506070',
};

/** Two who were born on one day. */
export const gerard: Insured = { ...alba, name: 'Gerard Martin Capanelli', born: ['17', 'février', '2014'] };
export const jean: Insured = { ...gerard, name: 'Jean-Jacques Jean-Pierre Capanelli' };

/** Children on Inaya Michel's card. */
export const louise: Insured = {
  name: 'Louise Michel',
  born: ['30', 'janvier', '2020'],
  card: 'avec photo',
  nir: '2 84 05 88 321 025 32',
  serial: '51020304073',
};
export const louis: Insured = { ...louise, name: 'Louis Michel', born: ['8', '2', '2023'] };

/**
 * What must be readable neither in a database nor in a log. Numbers are given as they are written on the screens; the
 * script that searches knows the other spellings.
 */
export const canaries: readonly string[] = [
  'Inaya',
  'Michel',
  'Lola',
  'Mathis',
  'Léo',
  'inaya.michel',
  'leo.michel',
  'exemple.fr',
  'Leguellec',
  'Capanelli',
  '51020304051',
  '1 16 30 44 038 016 18',
  '06 11 12 13 14',
  password,
];
