import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** The icon set that `prisma/catalogue/README.md` names. */
const ICON_SET = '@iconify-json/fluent-emoji-flat';
const CATALOGUE = fileURLToPath(new URL('../../prisma/catalogue', import.meta.url));
const LICENSE = fileURLToPath(new URL('./goods-license.txt', import.meta.url));

interface IconSet {
  icons: Record<string, { body: string; width?: number; height?: number }>;
  width: number;
  height: number;
}

/**
 * Puts the picture of every good of the catalogue at `/goods/<icon>.svg`, in the built pages and in the dev server, with
 * the licence notice of the icon set beside them. The pictures come out of the npm package and are not checked in.
 */
export function pictures(): Plugin {
  return {
    name: 'pictures',
    configureServer(server) {
      server.middlewares.use('/goods/', (request, response, next) => {
        void drawPictures().then((files) => {
          const name = (request.url ?? '').slice(1);
          const content = files.get(name);
          if (content === undefined) return next();
          response.setHeader('Content-Type', name.endsWith('.svg') ? 'image/svg+xml' : 'text/plain');
          response.end(content);
        }, next);
      });
    },
    async generateBundle() {
      for (const [name, source] of await drawPictures()) {
        this.emitFile({ type: 'asset', fileName: `goods/${name}`, source });
      }
    },
  };
}

/**
 * The files under `/goods/`, by name.
 *
 * @throws Error when the catalogue names a picture that the icon set does not have.
 */
async function drawPictures(): Promise<Map<string, string>> {
  const location = createRequire(import.meta.url).resolve(`${ICON_SET}/icons.json`);
  const set = JSON.parse(await readFile(location, 'utf8')) as IconSet;
  const files = new Map([['LICENSE.txt', await readFile(LICENSE, 'utf8')]]);
  for (const icon of await namedIcons()) {
    const drawing = set.icons[icon];
    if (!drawing) throw new Error(`${ICON_SET} has no icon "${icon}": correct it in prisma/catalogue.`);
    const box = `0 0 ${drawing.width ?? set.width} ${drawing.height ?? set.height}`;
    files.set(
      `${icon}.svg`,
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${drawing.body}</svg>\n`,
    );
  }
  return files;
}

async function namedIcons(): Promise<string[]> {
  const names = (await readdir(CATALOGUE)).filter((name) => name.endsWith('.json'));
  const files = await Promise.all(names.map((name) => readFile(join(CATALOGUE, name), 'utf8')));
  return files.flatMap((text) => {
    const { products } = JSON.parse(text) as { products: { icon: string }[] };
    return products.map((product) => product.icon);
  });
}
