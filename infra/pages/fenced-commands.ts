/** How a block of commands is run, by the word behind `sh` where it begins; the last two are not run. */
export const MODES = {
  '': 'runs to its end',
  serves: 'goes on serving until the page ends',
  long: 'takes minutes',
  account: 'wants an AWS account',
} as const;
export type Mode = keyof typeof MODES;

export interface CommandBlock {
  readonly page: string;
  /** Of its first command, 1-based. */
  readonly line: number;
  readonly commands: string;
  readonly mode: Mode;
}

/**
 * Every block of a page that begins with ```sh, in order.
 * @throws Error naming the place where a block has another word behind it, or is of another shell.
 */
export function commandBlocks(page: string, markdown: string): readonly CommandBlock[] {
  return [...markdown.matchAll(/^```(\w*)(?: (.*))?\n([\s\S]*?)^```$/gm)].flatMap(
    ([, language = '', mode = '', commands = ''], i, all) => {
      const line = markdown.slice(0, all[i]!.index).split('\n').length + 1;
      if (['bash', 'shell', 'console'].includes(language))
        throw new Error(`${page}:${line - 1}: want sh, got ${language}`);
      if (language !== 'sh') return [];
      if (!isMode(mode)) {
        const wanted = Object.keys(MODES).filter(Boolean).join(', ');
        throw new Error(`${page}:${line - 1}: want nothing behind sh, or one of ${wanted}; got ${mode}`);
      }
      return [{ page, line, commands, mode }];
    },
  );
}

const isMode = (word: string): word is Mode => Object.hasOwn(MODES, word);
