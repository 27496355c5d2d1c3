import Button from '@cloudscape-design/components/button';
import { useApi } from '../../parts/api-context.ts';
import { Panel } from '../../parts/panel.tsx';
import { type Slate, SlateListing } from '../../parts/slate-listing.tsx';
import { useSent } from '../../parts/use-sent.ts';
import { useWords } from '../../parts/words-context.ts';
import { type PersonId, subjectOf } from './person-id.ts';

/** Asked only when wanted, as each decision leaves a record in the person's data. */
export function Shown({ person }: { readonly person: PersonId }) {
  const { locale, people: words, placements } = useWords();
  const api = useApi();
  const [slate, send] = useSent<Slate>();
  const request = { placement: 'home', ...subjectOf(person), explore: false, context: { locale } };
  const show = <Button onClick={() => send(api.post('/v1/recommendations', request))}>{placements.show}</Button>;
  return (
    <Panel
      title={words.shown}
      call="POST /v1/recommendations"
      actions={show}
      answer={slate}
      before={words.leavesRecord}
      missing={placements.nothing}
    >
      {(value) => <SlateListing slate={value} />}
    </Panel>
  );
}
