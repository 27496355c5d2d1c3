import Button from '@cloudscape-design/components/button';
import { useFormats } from '../../parts/formats.ts';
import { Listing } from '../../parts/listing.tsx';
import { Panel } from '../../parts/panel.tsx';
import { usePages } from '../../parts/use-pages.ts';
import { useWords } from '../../parts/words-context.ts';
import { type PersonId, profilePath } from './person-id.ts';

interface PersonEvent {
  readonly type: string;
  readonly event?: string;
  readonly name?: string;
  readonly atMs: number;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface TimelinePage {
  readonly events: readonly PersonEvent[];
  readonly nextCursor?: string;
}

/** What they did, newest first. */
export function Timeline({ person }: { readonly person: PersonId }) {
  const { people: words } = useWords();
  const { time } = useFormats();
  const { answer, more } = usePages(`${profilePath(person, '/events')}&limit=20`, eventsOf);
  return (
    <Panel
      title={words.timeline}
      call="GET /v1/profiles/{profileId}/events"
      answer={answer}
      missing={words.unknown}
      actions={more && <Button onClick={more}>{words.earlier}</Button>}
    >
      {(events) => (
        <Listing
          rows={events}
          empty={words.noEvent}
          columns={[
            { id: 'event', header: words.event, cell: ({ type, event, name }) => event ?? name ?? type },
            { id: 'about', header: words.about, cell: ({ properties }) => subjectOfEvent(properties) },
            { id: 'at', header: words.at, cell: ({ atMs }) => time(atMs) },
          ]}
        />
      )}
    </Panel>
  );
}

const eventsOf = ({ events }: TimelinePage) => events;

/** What an event is about, by the first of its properties that a person can read. */
function subjectOfEvent(properties: PersonEvent['properties'] = {}): string {
  const told = [properties['name'], properties['query'], properties['order_id'], properties['product_id']];
  const text = told.find((one) => typeof one === 'string');
  return typeof text === 'string' ? text : '–';
}
