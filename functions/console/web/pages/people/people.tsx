import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useWords } from '../../parts/words-context.ts';
import type { PersonId } from './person-id.ts';
import { Privacy } from './privacy.tsx';
import { Profile } from './profile.tsx';
import { Shown } from './shown.tsx';
import { Timeline } from './timeline.tsx';

/** One person, found by an id. The id stands in no address: those end up in the browser's history. */
export default function People() {
  const words = useWords();
  const [person, setPerson] = useState<PersonId>();
  return (
    <ContentLayout header={<Header variant="h1">{words.pages.people}</Header>}>
      <SpaceBetween size="l">
        <Find onFind={setPerson} />
        {person && (
          <SpaceBetween size="l" key={`${person.by} ${person.id}`}>
            <Profile person={person} />
            <Shown person={person} />
            <Timeline person={person} />
            <Privacy person={person} />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Find({ onFind }: { readonly onFind: (person: PersonId) => void }) {
  const { people: words } = useWords();
  const [id, setId] = useState('');
  const [by, setBy] = useState<PersonId['by']>('userId');
  const options = [
    { value: 'userId', label: words.user },
    { value: 'anonymousId', label: words.device },
  ];
  return (
    <Container header={<Header variant="h2">{words.find}</Header>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onFind({ id: id.trim(), by });
        }}
      >
        <SpaceBetween size="s">
          <FormField label={words.kindOfId}>
            <Select
              selectedOption={options.find(({ value }) => value === by) ?? null}
              options={options}
              onChange={({ detail }) => setBy(detail.selectedOption.value as PersonId['by'])}
            />
          </FormField>
          <FormField label={words.id}>
            <Input value={id} autoComplete={false} onChange={({ detail }) => setId(detail.value)} />
          </FormField>
          <Button variant="primary" disabled={id.trim() === ''}>
            {words.find}
          </Button>
        </SpaceBetween>
      </form>
    </Container>
  );
}
