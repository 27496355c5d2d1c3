import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useApi } from '../parts/api-context.ts';
import { Panel } from '../parts/panel.tsx';
import { type Answer, failureOf, useAnswer } from '../parts/use-answer.ts';
import { useWords } from '../parts/words-context.ts';

interface Slate {
  readonly strategy: string;
  readonly evidence: string;
  readonly items: readonly {
    readonly itemId: string;
    readonly rank: number;
    readonly probability: number;
    readonly reasons: readonly { readonly text: string }[];
    readonly item?: { readonly title: string };
  }[];
}

/** Asks for a slate as a shop would, without exploration; like each decision it leaves a record. */
export default function Placements() {
  const words = useWords();
  const api = useApi();
  const [slate, setSlate] = useState<Answer<Slate>>();
  const show = async (request: object) => {
    setSlate({ state: 'loading' });
    const answer = api.ask('/v1/recommendations', { ...request, explore: false }).then(
      (value): Answer<Slate> => ({ state: 'there', value: value as Slate }),
      (error: unknown) => failureOf(error),
    );
    setSlate(await answer);
  };
  return (
    <ContentLayout header={<Header variant="h1">{words.pages.placements}</Header>}>
      <SpaceBetween size="l">
        <Question onAsk={show} />
        {slate && (
          <Panel
            title={words.placements.answer}
            call="POST /v1/recommendations"
            answer={slate}
            missing={words.placements.nothing}
          >
            {(value) => <Shown slate={value} />}
          </Panel>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Question({ onAsk }: { readonly onAsk: (request: object) => void }) {
  const { locale, placements: words } = useWords();
  const known = useAnswer<{ readonly placements: readonly { readonly placement: string }[] }>('/v1/placements');
  const [placement, setPlacement] = useState('home');
  const [userId, setUserId] = useState('');
  const [itemId, setItemId] = useState('');
  const [market, setMarket] = useState('');
  const options = known.state === 'there' ? known.value.placements.map((one) => ({ value: one.placement })) : [];
  const ask = () =>
    onAsk({
      placement,
      ...(userId && { userId }),
      ...(itemId && { itemId }),
      context: { locale, ...(market && { market: market.toUpperCase() }) },
    });
  const column = { default: 12, s: 6, l: 3 } as const;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button variant="primary" onClick={ask}>
              {words.show}
            </Button>
          }
        >
          {words.ask}
        </Header>
      }
    >
      <Grid gridDefinition={[1, 2, 3, 4].map(() => ({ colspan: column }))}>
        <FormField label={words.placement}>
          <Select
            selectedOption={{ value: placement }}
            options={options}
            onChange={({ detail }) => setPlacement(detail.selectedOption.value ?? placement)}
          />
        </FormField>
        <FormField label={words.person}>
          <Input value={userId} autoComplete={false} onChange={({ detail }) => setUserId(detail.value)} />
        </FormField>
        <FormField label={words.item}>
          <Input value={itemId} onChange={({ detail }) => setItemId(detail.value)} />
        </FormField>
        <FormField label={words.market}>
          <Input value={market} onChange={({ detail }) => setMarket(detail.value)} />
        </FormField>
      </Grid>
    </Container>
  );
}

function Shown({ slate }: { readonly slate: Slate }) {
  const { locale, placements: words } = useWords();
  const probability = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <SpaceBetween size="s">
      <span>{words.restsOn(slate.strategy, slate.evidence)}</span>
      <Table
        variant="embedded"
        items={slate.items}
        empty={words.nothing}
        wrapLines
        columnDefinitions={[
          { id: 'rank', header: words.rank, cell: ({ rank }) => rank },
          { id: 'title', header: words.title, cell: ({ itemId, item }) => item?.title ?? itemId, isRowHeader: true },
          { id: 'why', header: words.why, cell: ({ reasons }) => reasons.map(({ text }) => text).join('; ') },
          { id: 'probability', header: words.probability, cell: (one) => probability.format(one.probability) },
        ]}
      />
    </SpaceBetween>
  );
}
