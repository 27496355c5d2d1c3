import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { LoggedChoice, LoggedDecision } from '../../domain/logged-decision.ts';
import type { PersonKey } from '../../domain/person-key.ts';
import { textAt, textColumnOf } from '../../math/text-column.ts';
import type {
  DecisionLogManifest,
  DecisionLogReader,
  DecisionLogRow,
  DecisionLogWriter,
  LearnableDecision,
} from '../../ports/decision-logs.ts';
import type { ColumnKind, ColumnsOf, TableCodec } from '../../ports/table-codec.ts';
import { bucketObjects } from './objects.ts';

const COLUMNS = {
  personKey: 'text',
  decision: 'text',
  decidedAtMs: 'double',
  point: 'text',
  kind: 'text',
  policy: 'text',
  variants: 'text',
  features: 'text',
  reward: 'double',
  isClosed: 'integer',
  choice: 'text',
  position: 'integer',
  propensity: 'double',
  isSeen: 'integer',
  isClicked: 'integer',
  isCarted: 'integer',
  units: 'integer',
  revenueMinor: 'double',
  currency: 'text',
} as const satisfies Record<keyof DecisionLogRow, ColumnKind>;
type LogColumns = ColumnsOf<typeof COLUMNS>;

/** snapshots/<id>/decisions/part-<n>.parquet and, once all parts are there, snapshots/<id>/decisions/manifest.json */
export function s3DecisionLogs(
  client: S3Client,
  bucket: string,
  codec: TableCodec,
): DecisionLogWriter & DecisionLogReader {
  const objects = bucketObjects(client, bucket);
  const folderOf = (snapshotId: string): string => `snapshots/${snapshotId}/decisions`;
  const partOf = (snapshotId: string, part: number): string =>
    `${folderOf(snapshotId)}/part-${String(part).padStart(5, '0')}.parquet`;
  const manifestOf = (snapshotId: string): string => `${folderOf(snapshotId)}/manifest.json`;
  return {
    async write(snapshotId, part, decisions) {
      await objects.put(partOf(snapshotId, part), await codec.encode(columnsOf(decisions.flatMap(rowsOf))));
    },
    writeManifest: (snapshotId, manifest) => objects.put(manifestOf(snapshotId), JSON.stringify(manifest)),
    async manifest(snapshotId) {
      try {
        const { bytes } = await objects.get(manifestOf(snapshotId));
        return JSON.parse(Buffer.from(bytes).toString('utf8')) as DecisionLogManifest;
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    async read(snapshotId, part) {
      const { bytes } = await objects.get(partOf(snapshotId, part));
      return decisionsIn(await codec.decode(bytes, COLUMNS));
    },
  };
}

const rowsOf = ({ choices, features, ...decision }: LearnableDecision): readonly DecisionLogRow[] =>
  choices.map((choice) => ({
    personKey: decision.personKey,
    decision: decision.decisionId,
    decidedAtMs: decision.decidedAtMs,
    point: decision.point,
    kind: decision.kind,
    policy: decision.policy,
    variants: JSON.stringify(decision.variants),
    features: features === undefined ? '' : JSON.stringify(features),
    reward: decision.reward ?? Number.NaN,
    isClosed: Number(decision.isClosed),
    choice: choice.id,
    position: choice.position,
    propensity: choice.propensity,
    isSeen: choice.isSeen === undefined ? -1 : Number(choice.isSeen),
    isClicked: Number(choice.isClicked),
    isCarted: Number(choice.isCarted),
    units: choice.units,
    revenueMinor: choice.revenueMinor,
    currency: choice.currency ?? '',
  }));

function columnsOf(rows: readonly DecisionLogRow[]): LogColumns {
  const texts = (name: keyof DecisionLogRow) => textColumnOf(rows.map((row) => String(row[name])));
  const doubles = (name: keyof DecisionLogRow) => Float64Array.from(rows, (row) => Number(row[name]));
  const integers = (name: keyof DecisionLogRow) => Int32Array.from(rows, (row) => Number(row[name]));
  const made = Object.entries(COLUMNS).map(([name, kind]) => {
    const column = { text: texts, double: doubles, integer: integers }[kind];
    return [name, column(name as keyof DecisionLogRow)];
  });
  return Object.fromEntries(made) as LogColumns;
}

function decisionsIn(columns: LogColumns): readonly LearnableDecision[] {
  const decisions: (LearnableDecision & { readonly choices: LoggedChoice[] })[] = [];
  let before = '';
  for (let row = 0; row < columns.position.length; row++) {
    const [personKey, decisionId] = [textAt(columns.personKey, row), textAt(columns.decision, row)];
    const key = `${personKey} ${decisionId} ${columns.decidedAtMs[row]}`;
    if (key !== before) decisions.push(decisionAt(columns, row, { personKey: personKey as PersonKey, decisionId }));
    before = key;
    decisions.at(-1)!.choices.push(choiceAt(columns, row));
  }
  return decisions;
}

function decisionAt(
  columns: LogColumns,
  row: number,
  named: Pick<LearnableDecision, 'personKey' | 'decisionId'>,
): LearnableDecision & { readonly choices: LoggedChoice[] } {
  const [features, reward] = [textAt(columns.features, row), columns.reward[row]!];
  return {
    ...named,
    decidedAtMs: columns.decidedAtMs[row]!,
    point: textAt(columns.point, row),
    kind: textAt(columns.kind, row) as LoggedDecision['kind'],
    policy: textAt(columns.policy, row),
    variants: JSON.parse(textAt(columns.variants, row)) as LoggedDecision['variants'],
    choices: [],
    ...(features !== '' && { features: JSON.parse(features) as readonly number[] }),
    ...(!Number.isNaN(reward) && { reward }),
    isClosed: columns.isClosed[row] === 1,
  };
}

function choiceAt(columns: LogColumns, row: number): LoggedChoice {
  const [seen, currency] = [columns.isSeen[row]!, textAt(columns.currency, row)];
  return {
    id: textAt(columns.choice, row),
    position: columns.position[row]!,
    propensity: columns.propensity[row]!,
    ...(seen >= 0 && { isSeen: seen === 1 }),
    isClicked: columns.isClicked[row] === 1,
    isCarted: columns.isCarted[row] === 1,
    units: columns.units[row]!,
    revenueMinor: columns.revenueMinor[row]!,
    ...(currency !== '' && { currency }),
  };
}
