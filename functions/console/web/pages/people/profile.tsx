import ColumnLayout from '@cloudscape-design/components/column-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useFormats } from '../../parts/formats.ts';
import { Listing } from '../../parts/listing.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useWords } from '../../parts/words-context.ts';
import { type PersonId, profilePath } from './person-id.ts';

interface Prediction {
  readonly kind: string;
  readonly name: string;
  readonly category?: string;
  readonly probability?: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly horizonDays?: number;
  readonly evidence?: string;
}

interface PersonProfile {
  readonly traits: Readonly<Record<string, unknown>>;
  /** Absent: the person refuses profiling, or their data is restricted. */
  readonly features?: {
    readonly recency: { readonly lastSeenAt?: string };
    readonly frequency: { readonly events: number; readonly sessions: number; readonly orders: number };
  };
  readonly segments: readonly {
    readonly segmentId: string;
    readonly words: string;
    readonly because: readonly string[];
  }[];
  readonly predictions: readonly Prediction[];
  readonly consent: Readonly<Record<string, { readonly granted: boolean }>>;
  readonly devices: readonly object[];
  readonly restricted?: boolean;
}

/** What is known of them, which segments they are in, and what is foreseen. */
export function Profile({ person }: { readonly person: PersonId }) {
  const { people: words } = useWords();
  const answer = useAnswer<PersonProfile>(profilePath(person));
  return (
    <Panel title={words.profile} call="GET /v1/profiles/{profileId}" answer={answer} missing={words.unknown}>
      {(profile) => (
        <SpaceBetween size="l">
          <Facts profile={profile} />
          <ColumnLayout columns={2}>
            <Segments segments={profile.segments} />
            <Predictions predictions={profile.predictions} />
          </ColumnLayout>
        </SpaceBetween>
      )}
    </Panel>
  );
}

function Facts({ profile }: { readonly profile: PersonProfile }) {
  const { people: words } = useWords();
  const { time } = useFormats();
  const { features, consent, traits, devices, restricted } = profile;
  const lastSeen = features?.recency.lastSeenAt;
  const said = Object.entries(consent).map(([purpose, { granted }]) => `${purpose}: ${granted ? words.yes : words.no}`);
  const told = Object.entries(traits).map(([name, value]) => `${name}: ${textOf(value)}`);
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: words.lastSeen, value: lastSeen ? time(lastSeen) : '–' },
        { label: words.counts, value: features ? words.countsOf(features.frequency) : words.notProfiled },
        { label: words.consent, value: restricted ? words.restricted : said.join(', ') || words.silence },
        { label: words.devices, value: devices.length },
        { label: words.traits, value: told.join('; ') || '–' },
      ]}
    />
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function Segments({ segments }: Pick<PersonProfile, 'segments'>) {
  const { people: words } = useWords();
  return (
    <SpaceBetween size="xs">
      <Header variant="h3">{words.segments}</Header>
      <Listing
        rows={segments}
        empty={words.noSegment}
        columns={[
          { id: 'segment', header: words.segment, cell: ({ segmentId }) => segmentId },
          { id: 'why', header: words.why, cell: ({ because, words: said }) => because.join('; ') || said },
        ]}
      />
    </SpaceBetween>
  );
}

function Predictions({ predictions }: Pick<PersonProfile, 'predictions'>) {
  const { people: words } = useWords();
  const { percent } = useFormats();
  const likely = predictions.filter(({ probability }) => probability !== undefined);
  return (
    <SpaceBetween size="xs">
      <Header variant="h3">{words.predictions}</Header>
      <Listing
        rows={likely}
        empty={words.noPrediction}
        columns={[
          { id: 'what', header: words.what, cell: (one) => (one.category ? `${one.name}: ${one.category}` : one.name) },
          { id: 'probability', header: words.probability, cell: ({ probability }) => percent(probability ?? 0) },
          {
            id: 'interval',
            header: words.interval,
            cell: ({ interval }) => (interval ? `${percent(interval.low)} … ${percent(interval.high)}` : '–'),
          },
          { id: 'evidence', header: words.evidence, cell: (one) => words.evidences[one.evidence ?? ''] ?? '–' },
        ]}
      />
    </SpaceBetween>
  );
}
