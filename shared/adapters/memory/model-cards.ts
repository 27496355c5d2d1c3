import { NotFoundError } from '../../domain/errors.ts';
import type { ModelCard } from '../../domain/model-card.ts';
import type { ModelCards } from '../../ports/model-cards.ts';

const CARD = 'card.json';

/** Cards that are forgotten with the process. They are kept as JSON, so that nothing lives on that a bucket loses. */
export function memoryModelCards(): ModelCards {
  const files = new Map<string, string>();
  const newest = new Map<string, string>();
  const readFile = async (name: string, version: string, file: string): Promise<string> => {
    const text = files.get(`${name}/${version}/${file}`);
    if (text === undefined) throw new NotFoundError(`no ${file} of version ${version} of "${name}"`);
    return text;
  };
  return {
    async write(card, others) {
      const json = JSON.stringify(card);
      for (const [file, text] of [...others, [CARD, json] as const])
        files.set(`${card.name}/${card.version}/${file}`, text);
      newest.set(card.name, json);
    },
    newest: async () => [...newest.keys()].toSorted().map((name) => JSON.parse(newest.get(name)!) as ModelCard),
    read: async (name, version) => JSON.parse(await readFile(name, version, CARD)) as ModelCard,
    readFile,
  };
}
