import { styleText } from 'node:util';

/** What a person sees of long work: one line a task, with a bar while it runs where the output is a terminal. */
export interface Terminal {
  line(text?: string): void;
  heading(text: string): void;
  /** Runs a task under its name; the text that it gives is shown beside the name when it is done. */
  task<T>(name: string, work: (progress: TaskProgress) => Promise<T>, sayDone: (result: T) => string): Promise<T>;
}

export interface TaskProgress {
  fraction(done: number, total: number): void;
  note(text: string): void;
}

const NAME_WIDTH = 12;
const BAR_WIDTH = 24;

export function openTerminal(stream: NodeJS.WriteStream): Terminal {
  const live = stream.isTTY === true;
  const paint = (style: Parameters<typeof styleText>[0], text: string) => styleText(style, text, { stream });
  const write = (text: string) => stream.write(text);

  return {
    line: (text = '') => write(`${text}\n`),
    heading: (text) => write(`\n${paint('bold', text)}\n\n`),

    async task(name, work, sayDone) {
      const label = `  ${name.padEnd(NAME_WIDTH)}`;
      const startMs = performance.now();
      let note = '';
      const redraw = () => {
        if (live) write(`\r\x1b[2K${label}${paint('dim', `${note} ${seconds(startMs)}`)}`);
      };
      const timer = setInterval(redraw, 200);
      timer.unref();
      redraw();
      try {
        const result = await work({
          fraction(done, total) {
            const filled = total === 0 ? BAR_WIDTH : Math.round((done / total) * BAR_WIDTH);
            note = `${'━'.repeat(filled)}${'─'.repeat(BAR_WIDTH - filled)} ${number(done)} of ${number(total)}`;
          },
          note(text) {
            note = text;
          },
        });
        if (live) write('\r\x1b[2K');
        write(`${label}${sayDone(result)} ${paint('dim', `· ${seconds(startMs)}`)}\n`);
        return result;
      } catch (error) {
        if (live) write('\r\x1b[2K');
        write(`${label}${paint('red', 'failed')} ${paint('dim', `· ${seconds(startMs)}`)}\n`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

export const number = (value: number): string => value.toLocaleString('en-US');

const seconds = (startMs: number): string => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
