import ColumnLayout from '@cloudscape-design/components/column-layout';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useFormats } from '../parts/formats.ts';
import { Listing } from '../parts/listing.tsx';
import { Panel } from '../parts/panel.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { useWords } from '../parts/words-context.ts';

export default function Overview() {
  const words = useWords();
  return (
    <ContentLayout header={<Header variant="h1">{words.pages.overview}</Header>}>
      <SpaceBetween size="l">
        <ColumnLayout columns={2}>
          <Earned />
          <Health />
        </ColumnLayout>
        <Quality />
        <Models />
      </SpaceBetween>
    </ContentLayout>
  );
}

interface Results {
  readonly metric: string;
  readonly lift?: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly arms: readonly { readonly counted: number }[];
  readonly because: readonly string[];
}

function Earned() {
  const words = useWords();
  const path = `/v1/experiments/holdout-${new Date().toISOString().slice(0, 7)}/results`;
  const { change } = useFormats();
  return (
    <Panel
      title={words.overview.earned}
      call={`GET ${path}`}
      answer={useAnswer<Results>(path)}
      missing={words.overview.notCounted}
    >
      {({ metric, lift, interval, arms, because }) => (
        <KeyValuePairs
          items={[
            ...(lift === undefined || interval === undefined
              ? [{ label: words.overview.withheld, value: because.join('; ') }]
              : [
                  { label: words.overview.lift(metric), value: change(lift) },
                  {
                    label: words.overview.interval,
                    value: `${change(interval.low)} … ${change(interval.high)}`,
                  },
                ]),
            { label: words.overview.people, value: arms.map(({ counted }) => counted).join(' / ') },
          ]}
        />
      )}
    </Panel>
  );
}

interface Anomalies {
  readonly anomalies: readonly object[];
  readonly watched: number;
  readonly judged: number;
}

function Health() {
  const words = useWords().overview;
  return (
    <Panel
      title={words.health}
      call="GET /v1/anomalies"
      answer={useAnswer<Anomalies>('/v1/anomalies')}
      missing={words.noNight}
    >
      {({ anomalies, watched, judged }) => (
        <SpaceBetween size="xs">
          <StatusIndicator type={anomalies.length === 0 ? 'success' : 'warning'}>
            {anomalies.length === 0 ? words.healthy(watched) : words.unusual(anomalies.length)}
          </StatusIndicator>
          <span>{words.judged(judged)}</span>
        </SpaceBetween>
      )}
    </Panel>
  );
}

interface Finding {
  readonly kind: string;
  readonly event: string;
  readonly count: number;
  readonly of: number;
}

function Quality() {
  const { overview: words } = useWords();
  const { number } = useFormats();
  return (
    <Panel
      title={words.quality}
      call="GET /v1/reports/quality"
      answer={useAnswer<{ readonly findings: readonly Finding[] }>('/v1/reports/quality')}
      missing={words.noNight}
    >
      {({ findings }) => (
        <Listing
          rows={findings}
          empty={words.allWell}
          columns={[
            { id: 'event', header: words.event, cell: ({ event }) => event },
            { id: 'kind', header: words.finding, cell: ({ kind }) => words.found[kind] ?? kind },
            {
              id: 'count',
              header: words.affected,
              cell: (one) => `${number(one.count)} / ${number(one.of)}`,
            },
          ]}
        />
      )}
    </Panel>
  );
}

interface Model {
  readonly name: string;
  readonly purpose: string;
  readonly learntFrom?: number;
  readonly asOf: string;
}

function Models() {
  const { overview: words } = useWords();
  const { number, time } = useFormats();
  return (
    <Panel
      title={words.models}
      call="GET /v1/models"
      answer={useAnswer<{ readonly models: readonly Model[] }>('/v1/models')}
      missing={words.noNight}
    >
      {({ models }) => (
        <Listing
          rows={models}
          empty={words.noNight}
          columns={[
            { id: 'name', header: words.model, cell: ({ name }) => name },
            { id: 'purpose', header: words.purpose, cell: ({ purpose }) => purpose },
            {
              id: 'learntFrom',
              header: words.learntFrom,
              cell: ({ learntFrom }) => (learntFrom === undefined ? '–' : number(learntFrom)),
            },
            { id: 'asOf', header: words.asOf, cell: ({ asOf }) => time(asOf) },
          ]}
        />
      )}
    </Panel>
  );
}
