import { InvalidInputError } from '../../domain/errors.ts';

/** Item ids in the order of their clicks. */
export type Session = readonly string[];

const HEADING = /^SessionId\tItemId\tTime$/;

/**
 * Reads sessions in the order of the file, in one of two forms: a session a line (item ids, blank-separated, in click
 * order), or a click a line under the heading SessionId, ItemId, Time (tab-separated; any unit of time).
 * @throws InvalidInputError naming the line and what is wrong with it.
 */
export function parseSessions(text: string): readonly Session[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const sessions = HEADING.test(lines[0] ?? '')
    ? clickRows(lines)
    : lines.filter((line) => line !== '').map((line) => line.split(/\s+/));
  if (sessions.length === 0) throw new InvalidInputError('no session');
  return sessions;
}

function clickRows(lines: readonly string[]): readonly Session[] {
  const sessions = new Map<string, { readonly itemId: string; readonly time: number }[]>();
  lines.forEach((line, index) => {
    if (index === 0 || line === '') return;
    const [sessionId = '', itemId = '', time = ''] = line.split('\t');
    if (sessionId === '' || itemId === '' || time === '' || !Number.isFinite(Number(time))) {
      throw new InvalidInputError(
        `line ${index + 1}: want SessionId, ItemId and a number as Time, got "${line.slice(0, 60)}"`,
      );
    }
    const clicks = sessions.get(sessionId) ?? [];
    clicks.push({ itemId, time: Number(time) });
    sessions.set(sessionId, clicks);
  });
  return [...sessions.values()].map((clicks) => clicks.sort((a, b) => a.time - b.time).map(({ itemId }) => itemId));
}

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
