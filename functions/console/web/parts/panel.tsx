import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { Answer } from './use-answer.ts';
import { useWords } from './words-context.ts';

interface PanelProps<T> {
  readonly title: string;
  /** The call that its numbers come from. */
  readonly call: string;
  /** Absent: nothing was asked yet. */
  readonly answer: Answer<T> | undefined;
  /** What is said before anything was asked. */
  readonly before?: string;
  /** What is said when the API has nothing (404). */
  readonly missing: string;
  readonly actions?: ReactNode;
  readonly children: (value: T) => ReactNode;
}

/** A part of a page that tells one answer of the API: while it loads, without it, when it fails, and when it is there. */
export function Panel<T>({ title, call, actions, ...told }: PanelProps<T>) {
  return (
    <Container
      header={
        <Header variant="h2" actions={actions}>
          {title}
        </Header>
      }
      footer={<Source call={call} />}
    >
      <Told {...told} />
    </Container>
  );
}

export function Told<T>({ answer, before, missing, children }: Omit<PanelProps<T>, 'title' | 'call' | 'actions'>) {
  const words = useWords();
  if (answer === undefined) return <Box color="text-body-secondary">{before}</Box>;
  if (answer.state === 'loading') return <StatusIndicator type="loading">{words.loading}</StatusIndicator>;
  if (answer.state === 'missing') return <Box color="text-body-secondary">{missing}</Box>;
  if (answer.state === 'failed')
    return (
      <Alert type="error" header={words.failed}>
        {answer.reason}
      </Alert>
    );
  return children(answer.value);
}

function Source({ call }: { readonly call: string }) {
  const words = useWords();
  return (
    <Box variant="small" color="text-body-secondary">
      {words.source} <code>{call}</code>
    </Box>
  );
}
