import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useApi } from '../parts/api-context.ts';
import { Panel } from '../parts/panel.tsx';
import { type Slate, SlateListing } from '../parts/slate-listing.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { useSent } from '../parts/use-sent.ts';
import { useWords } from '../parts/words-context.ts';

/** Asks for a slate as a shop would, without exploration; like each decision it leaves a record. */
export default function Placements() {
  const words = useWords();
  const api = useApi();
  const [slate, send] = useSent<Slate>();
  const show = (request: object) => send(api.post('/v1/recommendations', { ...request, explore: false }));
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
            {(value) => <SlateListing slate={value} />}
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
