import { expect, test } from 'vitest';
import { imageNames, resolveImages } from '../../cluster/images/recipes.ts';

test('a tag tells the recipe: the same twice, another with another version', () => {
  const tags = (version: string): string[] => [...resolveImages(version).values()].map(({ tag }) => tag);
  expect(tags('3.1.1')).toEqual(tags('3.1.1'));
  const changed = imageNames.filter(
    (name) => resolveImages('3.1.1').get(name)?.tag !== resolveImages('3.1.2').get(name)?.tag,
  );
  expect(changed).toEqual(['master', 'worker', 'api', 'database']);
});

test('whatever an image stands on is listed before it', () => {
  const seen = new Set<string>();
  for (const { name, needs } of resolveImages('3.1.1').values()) {
    for (const need of needs) expect(seen).toContain(need);
    seen.add(name);
  }
});
