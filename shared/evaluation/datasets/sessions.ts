import { InvalidInputError } from '../../domain/errors.ts';

export interface Session {
  /** In the order of their clicks. */
  readonly itemIds: readonly string[];
  /** When the last click was; null where the data says only the order. */
  readonly lastAtMs: number | null;
}

const HEADING = 'SessionId\tItemId\tTime';

/** Whether a text's first line says that a click a line follows. */
export const isClickHeading = (line: string): boolean => line.trimEnd() === HEADING;

/**
 * Reads sessions in one of two forms: a session a line (item ids, blank-separated, in click order), given in the order
 * of the file; or a click a line under the heading SessionId, ItemId, Time (tab-separated, unix time in seconds or
 * milliseconds), given in the order of each session's last click, of one moment in the order of the file.
 *
 * @param file - what the messages call the text.
 * @throws InvalidInputError naming the file, the line and what is wrong with it.
 */
export function parseSessions(text: string, file = 'sessions'): readonly Session[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const sessions = isClickHeading(lines[0] ?? '')
    ? clickRows(lines, file)
    : lines.filter((line) => line !== '').map((line) => ({ itemIds: line.trimStart().split(/\s+/), lastAtMs: null }));
  if (sessions.length === 0) throw new InvalidInputError(`${file}: no session`);
  return sessions;
}

function clickRows(lines: readonly string[], file: string): readonly Session[] {
  const clicksOf = new Map<string, { readonly itemId: string; readonly atMs: number }[]>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const [sessionId = '', itemId = '', time = ''] = line.split('\t');
    if (sessionId === '' || itemId === '' || time === '' || !Number.isFinite(Number(time))) {
      throw new InvalidInputError(
        `${file}, line ${index + 1}: want SessionId, ItemId and a number as Time, got "${line.slice(0, 60)}"`,
      );
    }
    const clicks = clicksOf.get(sessionId) ?? [];
    clicks.push({ itemId, atMs: toMs(Number(time)) });
    clicksOf.set(sessionId, clicks);
  }
  return [...clicksOf.values()]
    .map((unordered) => {
      const clicks = unordered.sort((a, b) => a.atMs - b.atMs);
      return { itemIds: clicks.map(({ itemId }) => itemId), lastAtMs: clicks.at(-1)!.atMs };
    })
    .sort((a, b) => a.lastAtMs - b.lastAtMs);
}

/** As seconds, 10¹¹ is the year 5138; as milliseconds, 1973: what is larger is in milliseconds. */
const toMs = (time: number): number => (time < 1e11 ? time * 1000 : time);

export interface SessionFiles {
  /** Everything before the test. */
  readonly train: string;
  readonly test: string;
  /** What settings are chosen on; absent: the newest tenth of `train`. */
  readonly tuning?: { readonly train: string; readonly validation: string };
}

/**
 * Which of a folder's files is which, by what their names hold: "test"; "valid"; and of those with "train", the one
 * with "full" if there is one, the one with "train_tr" for tuning.
 * @throws InvalidInputError when there is no train or no test file, or more than one could be it.
 */
export function sessionFilesOf(files: readonly string[]): SessionFiles {
  const texts = files.filter((file) => /\.(txt|tsv|csv)(\.gz)?$/.test(file));
  const only = (what: string, matching: readonly string[]): string => {
    const [file, ...others] = matching;
    if (file !== undefined && others.length === 0) return file;
    throw new InvalidInputError(
      `want exactly one ${what} file, got ${matching.length === 0 ? 'none' : matching.join(', ')}`,
    );
  };
  const validation = texts.filter((file) => /valid/.test(file));
  const trains = texts.filter((file) => /train/.test(file) && !/valid|test/.test(file));
  const full = trains.filter((file) => /full/.test(file));
  const train = only('train', full.length > 0 ? full : trains.filter((file) => !/train_tr/.test(file)));
  const tuningTrain = trains.find((file) => file !== train) ?? train;
  return {
    train,
    test: only(
      'test',
      texts.filter((file) => /test/.test(file)),
    ),
    ...(validation.length > 0 && { tuning: { train: tuningTrain, validation: only('validation', validation) } }),
  };
}
