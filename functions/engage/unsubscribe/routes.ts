import type { PersonRef } from '../../../shared/domain/event.ts';
import { acceptedLocales } from '../../../shared/domain/language.ts';
import type { Suppressions } from '../../../shared/ports/people.ts';
import type { Endpoint, Endpoints, Guard } from '../../../shared/runtime/http/http-handler.ts';
import type { HttpRequest, HttpResponse } from '../../../shared/runtime/http/request.ts';
import { wordsFor } from '../../../shared/words/languages.ts';
import type { MessageTokens } from '../messages/message-tokens.ts';
import { pageHeaders, type Stage, unsubscribePage } from './page.ts';

export interface UnsubscribePorts {
  readonly tokens: MessageTokens;
  readonly suppressions: Suppressions;
  readonly refuse: (person: PersonRef) => Promise<void>;
  readonly newNonce: () => string;
}

/**
 * Out of all messages with one click (RFC 8058): who has the link has it from a message to the person, and needs no
 * key. To look at the page changes nothing, as mail programs do so ahead of their readers; to send its form does.
 */
export function unsubscribeRoutes(ports: UnsubscribePorts, forAnybody: Guard): Endpoints {
  const page = (request: HttpRequest, stage: Stage): HttpResponse => {
    const words = wordsFor(acceptedLocales(request.headers['accept-language']));
    const nonce = ports.newNonce();
    const status = stage === 'unknown' ? 404 : 200;
    return { status, headers: pageHeaders(words, nonce), text: unsubscribePage(stage, words, nonce) };
  };
  const withPerson = (stage: Stage, act: (person: PersonRef) => Promise<void>): Endpoint =>
    forAnybody(async (request) => {
      const person = await ports.tokens.unsubscriber(request.parameters['token'] ?? '');
      if (person === undefined) return page(request, 'unknown');
      await act(person);
      return page(request, stage);
    });
  return {
    'GET /v1/unsubscribe/{token}': withPerson('ask', async () => undefined),
    'POST /v1/unsubscribe/{token}': withPerson('done', async (person) => {
      // Of somebody who was erased nothing is written, and they get no messages anyway.
      if ((await ports.suppressions.among([person])).size === 0) await ports.refuse(person);
    }),
  };
}
