import { galleryPages } from '../support/gallery.ts';
import { htmlFaults } from '../support/html.ts';
import { expect, test } from '../support/test.ts';

test('every page of the gallery is valid HTML', async ({ visitor }) => {
  test.setTimeout(120_000);
  const { request } = visitor.context;
  for (const { url, kind } of await galleryPages(request)) {
    const answer = await request.get(url, { headers: { Accept: 'text/html' } });
    expect.soft(answer.status(), url).toBe(200);
    expect.soft(await htmlFaults(await answer.text(), { specimens: kind === 'entry' }), url).toEqual([]);
  }
});
