import { expect, type APIRequestContext } from '@playwright/test';

/** A page of the gallery, as `/galerie.json` lists it. */
export interface GalleryPage {
  readonly url: string;
  readonly title: string;
  readonly kind: 'page' | 'entry' | 'state';
  readonly of: 'composants' | 'ecrans' | null;
  readonly entry: string | null;
  readonly state: string | null;
}

/** Every page of the gallery. */
export async function galleryPages(request: APIRequestContext): Promise<GalleryPage[]> {
  const answer = await request.get('/galerie.json');
  expect(answer.status(), 'the program under test has the gallery: build it with `make build GALLERY=yes`').toBe(200);
  const pages = (await answer.json()) as GalleryPage[];
  expect(pages.length, 'pages of the gallery').toBeGreaterThan(60);
  return pages;
}

/** One of several equal parts of a list, so that workers share it. */
export function part<T>(list: readonly T[], number: number, parts: number): T[] {
  return list.filter((_, place) => place % parts === number - 1);
}
