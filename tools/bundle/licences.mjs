import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of the packages whose code stands in the bundle, one after the other.
 *
 * @param root folder of the repository
 * @param inputs the files that went in, from the root
 * @throws Error where a package ships no licence text
 */
export function licences(root, inputs) {
  const homes = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const texts = [...new Set(homes)].toSorted().map((home) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(root, home, 'package.json'), 'utf8'),
    );
    const file = readdirSync(join(root, home)).find((one) => /^licen[cs]e/i.test(one));
    if (file === undefined) throw new Error(`${name} is inlined and ships no licence text.`);
    const text = readFileSync(join(root, home, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `This folder holds code of the packages below.\n${rule}${texts.join(rule)}`;
}
