import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useApi } from '../parts/api-context.ts';
import { useFormats } from '../parts/formats.ts';
import { Listing } from '../parts/listing.tsx';
import { Panel } from '../parts/panel.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { useSent } from '../parts/use-sent.ts';
import { useWords } from '../parts/words-context.ts';

/** The shop's experiments, to start and to stop, and what nights found of each. */
export default function Experiments() {
  const words = useWords();
  const [changes, setChanges] = useState(0);
  const [chosen, setChosen] = useState<string>();
  return (
    <ContentLayout header={<Header variant="h1">{words.pages.experiments}</Header>}>
      <SpaceBetween size="l">
        <All key={changes} onChoose={setChosen} onChange={() => setChanges(changes + 1)} />
        {chosen && <Results key={`${chosen} ${changes}`} experimentId={chosen} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

interface Experiment {
  readonly experimentId: string;
  readonly words: string;
  readonly status: string;
  readonly metric: string;
}

interface AllProps {
  readonly onChoose: (experimentId: string) => void;
  readonly onChange: () => void;
}

function All({ onChoose, onChange }: AllProps) {
  const { experiments: words } = useWords();
  const answer = useAnswer<{ readonly experiments: readonly Experiment[] }>('/v1/experiments');
  return (
    <Panel title={words.all} call="GET /v1/experiments" answer={answer} missing={words.none}>
      {({ experiments }) => (
        <Listing
          rows={experiments}
          empty={words.none}
          columns={[
            { id: 'words', header: words.asked, cell: (one) => `${one.words} (${one.experimentId})` },
            { id: 'status', header: words.status, cell: ({ status }) => words.statuses[status] ?? status },
            { id: 'metric', header: words.metric, cell: ({ metric }) => metric },
            {
              id: 'do',
              header: words.action,
              cell: (one) => (
                <SpaceBetween size="xs" direction="horizontal">
                  <Button onClick={() => onChoose(one.experimentId)}>{words.results}</Button>
                  <Turn experiment={one} onChange={onChange} />
                </SpaceBetween>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** What can be done next: a draft is started, a running one is stopped, and each once. */
function Turn({ experiment, onChange }: { readonly experiment: Experiment; readonly onChange: () => void }) {
  const { experiments: words } = useWords();
  const api = useApi();
  const [answer, send] = useSent<object>();
  const next = { draft: 'start', running: 'stop' }[experiment.status];
  if (next === undefined) return null;
  const turn = () => {
    if (!confirm(next === 'start' ? words.startSure : words.stopSure)) return;
    send(api.post(`/v1/experiments/${experiment.experimentId}:${next}`).then(onChange));
  };
  return (
    <>
      <Button loading={answer?.state === 'loading'} onClick={turn}>
        {next === 'start' ? words.start : words.stop}
      </Button>
      {answer?.state === 'failed' && <Box color="text-status-error">{answer.reason}</Box>}
    </>
  );
}

interface Metric {
  readonly metric: string;
  readonly lift?: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly proof?: string;
}

interface ExperimentResults {
  readonly metric: string;
  readonly arms: readonly {
    readonly variantId: string;
    readonly people: number;
    readonly counted: number;
    readonly metrics: readonly Metric[];
  }[];
  readonly because: readonly string[];
}

function Results({ experimentId }: { readonly experimentId: string }) {
  const { experiments: words } = useWords();
  const path = `/v1/experiments/${experimentId}/results`;
  return (
    <Panel
      title={words.resultsOf(experimentId)}
      call={`GET ${path}`}
      answer={useAnswer<ExperimentResults>(path)}
      missing={words.none}
    >
      {(results) => <Arms results={results} />}
    </Panel>
  );
}

function Arms({ results }: { readonly results: ExperimentResults }) {
  const { experiments: words } = useWords();
  const { change, number } = useFormats();
  const decided = (metrics: readonly Metric[]) => metrics.find(({ metric }) => metric === results.metric);
  const lift = ({ lift: value, interval }: Metric): string =>
    value === undefined || interval === undefined
      ? '–'
      : `${change(value)} (${change(interval.low)} … ${change(interval.high)})`;
  return (
    <SpaceBetween size="s">
      {results.because.length > 0 && <Box>{words.withheld(results.because.join('; '))}</Box>}
      <Listing
        rows={results.arms}
        empty={words.nobody}
        columns={[
          { id: 'variant', header: words.variant, cell: ({ variantId }) => variantId },
          { id: 'people', header: words.people, cell: (arm) => `${number(arm.people)} / ${number(arm.counted)}` },
          { id: 'lift', header: words.lift(results.metric), cell: ({ metrics }) => lift(decided(metrics) ?? NOTHING) },
          {
            id: 'proof',
            header: words.proof,
            cell: ({ metrics }) => words.proofs[decided(metrics)?.proof ?? ''] ?? '–',
          },
        ]}
      />
    </SpaceBetween>
  );
}

const NOTHING: Metric = { metric: '' };
