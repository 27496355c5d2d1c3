import { isActionRecord, type KeptDecision } from '../../../shared/domain/action-record.ts';
import { refuseOwned } from '../../../shared/privacy/ownership.ts';
import type { Door } from '../../../shared/runtime/http/access.ts';
import { type Endpoints, ok } from '../../../shared/runtime/http/http-handler.ts';
import type { HttpRequest } from '../../../shared/runtime/http/request.ts';
import { type ShopperDoorPorts, shopperDoor } from '../../../shared/runtime/http/shopper-door.ts';
import type { VersionPorts } from './askable-versions.ts';
import { explain } from './explain.ts';
import { type ExplainActionPorts, explainAction } from './explain-action.ts';
import { type FindPorts, findDecision, findOwnDecision } from './find-decision.ts';

export interface ExplanationRoutePorts extends VersionPorts, FindPorts, ShopperDoorPorts, ExplainActionPorts {}

/** What a decision came from, and why: for the shop's servers, and for the shopper whom it was made for. */
export function explanationRoutes(ports: ExplanationRoutePorts, door: Door): Endpoints {
  const [find, findOwn, ofSlate, ofAction] = [
    findDecision(ports),
    findOwnDecision(ports),
    explain(ports),
    explainAction(ports),
  ];
  const explained = (record: KeptDecision, locale: string) =>
    isActionRecord(record) ? ofAction(record, locale) : ofSlate(record, locale);
  const forMe = shopperDoor(ports, refuseOwned(ports.identities)).guard;
  return {
    'GET /v1/decisions/{decisionId}': door.guard('people')(async (request) => ok(await find(decisionIdOf(request)))),
    'GET /v1/decisions/{decisionId}/explanation': door.guard('decide')(async (request) =>
      ok(await explained(await find(decisionIdOf(request)), localeOf(request))),
    ),
    'GET /v1/me/decisions/{decisionId}/explanation': forMe(async (person, request) =>
      ok(await explained(await findOwn(person, decisionIdOf(request)), localeOf(request))),
    ),
  };
}

const decisionIdOf = ({ parameters }: HttpRequest): string => parameters['decisionId'] ?? '';
const localeOf = ({ query }: HttpRequest): string => query['locale'] ?? 'en';
