import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { ApiError, apiOf } from './api.ts';
import { TopBar, type TopBarProps } from './parts/top-bar.tsx';
import { useWords } from './parts/words-context.ts';

interface SignInProps extends TopBarProps {
  readonly onKey: (key: string) => void;
}

/** Takes a secret key, once the API has taken it. */
export function SignIn({ onKey, ...settings }: SignInProps) {
  const words = useWords();
  const [key, setKey] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState('');

  const submit = async () => {
    setAsking(true);
    try {
      await apiOf(key.trim()).ask('/v1/models');
      onKey(key.trim());
    } catch (error) {
      const isRefused = error instanceof ApiError && [401, 403].includes(error.status);
      setRefusal(isRefused ? words.signIn.refused : String(error));
      setAsking(false);
    }
  };
  return (
    <>
      <TopBar {...settings} />
      <main>
        <Box padding="xxl">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <Form
              actions={
                <Button variant="primary" loading={isAsking} disabled={key.trim() === ''}>
                  {words.signIn.submit}
                </Button>
              }
            >
              <Container header={<Header variant="h1">{words.signIn.title}</Header>}>
                <FormField label={words.signIn.key} description={words.signIn.where} errorText={refusal}>
                  <Input
                    type="password"
                    autoComplete={false}
                    value={key}
                    onChange={({ detail }) => setKey(detail.value)}
                  />
                </FormField>
              </Container>
            </Form>
          </form>
        </Box>
      </main>
    </>
  );
}
