import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import DateInput from '@cloudscape-design/components/date-input';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useApi } from '../parts/api-context.ts';
import { useFormats } from '../parts/formats.ts';
import { Listing } from '../parts/listing.tsx';
import { Panel } from '../parts/panel.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useSent } from '../parts/use-sent.ts';
import { useWords } from '../parts/words-context.ts';

/** Events of a day that could not be taken, each to be taken once more, mended or as it is. */
export default function Quarantine() {
  const words = useWords();
  const [typed, setTyped] = useState(new Date().toISOString().slice(0, 10));
  const [day, setDay] = useState(typed);
  const type = (text: string) => {
    setTyped(text);
    if (DAY.test(text)) setDay(text);
  };
  return (
    <ContentLayout header={<Header variant="h1">{words.pages.quarantine}</Header>}>
      <SpaceBetween size="l">
        <FormField label={words.quarantine.day}>
          <DateInput value={typed} format="iso" onChange={({ detail }) => type(detail.value)} />
        </FormField>
        <Day key={day} day={day} />
      </SpaceBetween>
    </ContentLayout>
  );
}

/** Not yet one while somebody types it. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

interface QuarantinedEvent {
  readonly messageId: string;
  readonly receivedAtMs: number;
  readonly pointer: string;
  readonly reason: string;
  /** JSON text, as it came. */
  readonly body: string;
}

interface QuarantinePage {
  readonly events: readonly QuarantinedEvent[];
  readonly nextCursor?: string;
}

function Day({ day }: { readonly day: string }) {
  const { quarantine: words } = useWords();
  const { time } = useFormats();
  const { answer, more } = usePages(`/v1/events/quarantine?day=${day}&limit=20`, eventsOf);
  return (
    <Panel
      title={words.events}
      call="GET /v1/events/quarantine"
      answer={answer}
      missing={words.none}
      actions={more && <Button onClick={more}>{words.more}</Button>}
    >
      {(events) => (
        <Listing
          rows={events}
          empty={words.none}
          columns={[
            { id: 'reason', header: words.reason, cell: ({ pointer, reason }) => `${pointer}: ${reason}` },
            { id: 'at', header: words.at, cell: ({ receivedAtMs }) => time(receivedAtMs) },
            { id: 'replay', header: words.event, minWidth: 480, cell: (event) => <Replay day={day} event={event} /> },
          ]}
        />
      )}
    </Panel>
  );
}

const eventsOf = ({ events }: QuarantinePage) => events;

interface Receipt {
  readonly accepted: number;
  readonly duplicate: number;
  readonly verdicts: readonly { readonly verdict: string; readonly reason?: string }[];
}

function Replay({ day, event }: { readonly day: string; readonly event: QuarantinedEvent }) {
  const { quarantine: words } = useWords();
  const api = useApi();
  const [body, setBody] = useState(event.body);
  const [receipt, send] = useSent<Receipt>();
  const path = `/v1/events/quarantine/${day}/${encodeURIComponent(event.messageId)}/replay`;
  const replay = async () => api.post(path, body === event.body ? undefined : JSON.parse(body));
  return (
    <SpaceBetween size="xs">
      <Textarea ariaLabel={words.event} value={body} rows={4} onChange={({ detail }) => setBody(detail.value)} />
      <Button wrapText={false} loading={receipt?.state === 'loading'} onClick={() => send(replay())}>
        {words.replay}
      </Button>
      {receipt?.state === 'there' && <Box>{outcomeOf(receipt.value, words)}</Box>}
      {receipt?.state === 'missing' && <Box>{words.gone}</Box>}
      {receipt?.state === 'failed' && <Box color="text-status-error">{receipt.reason}</Box>}
    </SpaceBetween>
  );
}

function outcomeOf({ accepted, duplicate, verdicts }: Receipt, words: { taken: string; known: string }): string {
  if (accepted > 0) return words.taken;
  if (duplicate > 0) return words.known;
  return verdicts.map(({ verdict, reason }) => reason ?? verdict).join('; ');
}
