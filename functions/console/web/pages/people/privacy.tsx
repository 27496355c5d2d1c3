import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Api } from '../../api.ts';
import { useApi } from '../../parts/api-context.ts';
import { download } from '../../parts/download.ts';
import { useFormats } from '../../parts/formats.ts';
import { Panel } from '../../parts/panel.tsx';
import { useSent } from '../../parts/use-sent.ts';
import { useWords } from '../../parts/words-context.ts';
import { type PersonId, subjectOf } from './person-id.ts';

interface PrivacyRequest {
  readonly requestId: string;
  readonly type: string;
  readonly status: string;
  readonly dueAt: string;
  readonly completedAt?: string;
  readonly waitsFor?: string;
  /** Where an access request's result lies. */
  readonly result?: string;
  readonly certificate?: object;
}

/** What the person may ask the shop for: all that is kept of them, or that it is erased. */
export function Privacy({ person }: { readonly person: PersonId }) {
  const { people: words } = useWords();
  const api = useApi();
  const [request, send] = useSent<PrivacyRequest>();
  const [isAsked, setAsked] = useState(false);
  const begin = (type: 'access' | 'delete') => send(requested(api, type, person));
  const erase = () => {
    setAsked(false);
    begin('delete');
  };
  return (
    <>
      <Panel
        title={words.privacy}
        call="POST /v1/privacy/requests"
        answer={request}
        before={words.privacyWhat}
        missing={words.unknown}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button onClick={() => begin('access')}>{words.access}</Button>
            <Button onClick={() => setAsked(true)}>{words.erase}</Button>
          </SpaceBetween>
        }
      >
        {(value) => <Standing request={value} onAsk={() => send(standing(api, value.requestId))} />}
      </Panel>
      <Modal
        visible={isAsked}
        header={words.eraseSure}
        closeAriaLabel={words.cancel}
        onDismiss={() => setAsked(false)}
        footer={
          <Box float="right">
            <SpaceBetween size="xs" direction="horizontal">
              <Button onClick={() => setAsked(false)}>{words.cancel}</Button>
              <Button variant="primary" onClick={erase}>
                {words.erase}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        {words.eraseWhat(person.id)}
      </Modal>
    </>
  );
}

async function requested(api: Api, type: string, person: PersonId): Promise<unknown> {
  const { requestId } = (await api.post('/v1/privacy/requests', {
    type,
    subject: subjectOf(person),
  })) as PrivacyRequest;
  return standing(api, requestId);
}

const standing = (api: Api, requestId: string) => api.ask(`/v1/privacy/requests/${requestId}`);

function Standing({ request, onAsk }: { readonly request: PrivacyRequest; readonly onAsk: () => void }) {
  const { people: words } = useWords();
  const { time } = useFormats();
  const api = useApi();
  const [kept, take] = useSent<undefined>();
  const { requestId, type, status, dueAt, completedAt, waitsFor, result, certificate } = request;
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: words.request, value: `${words.types[type] ?? type} · ${requestId}` },
          { label: words.status, value: words.statuses[status] ?? status },
          completedAt ? { label: words.completed, value: time(completedAt) } : { label: words.due, value: time(dueAt) },
          { label: words.waitsFor, value: waitsFor ?? '–' },
        ]}
      />
      <SpaceBetween size="xs" direction="horizontal">
        {status !== 'completed' && <Button onClick={onAsk}>{words.askAgain}</Button>}
        {result && (
          <Button loading={kept?.state === 'loading'} onClick={() => take(saveResult(api, result, requestId))}>
            {words.save}
          </Button>
        )}
        {certificate && (
          <Button onClick={() => download(`certificate-${requestId}.json`, JSON.stringify(certificate))}>
            {words.certificate}
          </Button>
        )}
      </SpaceBetween>
      {kept?.state === 'failed' && <Box color="text-status-error">{kept.reason}</Box>}
    </SpaceBetween>
  );
}

/** All parts of the result as one file: a JSON array of them. */
async function saveResult(api: Api, path: string, requestId: string): Promise<undefined> {
  const parts: object[] = [];
  let cursor: string | undefined;
  do {
    const part = (await api.ask(cursor ? `${path}?cursor=${encodeURIComponent(cursor)}` : path)) as {
      readonly nextCursor?: string;
    };
    parts.push(part);
    cursor = part.nextCursor;
  } while (cursor !== undefined);
  download(`access-${requestId}.json`, JSON.stringify(parts));
  return undefined;
}
