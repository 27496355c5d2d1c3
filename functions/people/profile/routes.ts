import { parsePage } from '../../../shared/domain/page.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { jsonOf, personIn } from '../../../shared/runtime/http/request.ts';
import { type ChangeTraitsPorts, changeTraits } from './change-traits.ts';
import { type ConsentPorts, consentOf, stateConsent } from './consent.ts';
import { parseConsentChange, parseMarket, parseMerge, parseRelation, parseTraits } from './contract.ts';
import { type MergePorts, mergeProfiles } from './merge-profiles.ts';
import { communityIn, type RelationPorts, sayRelation } from './relations.ts';

export interface PeopleRoutePorts extends ChangeTraitsPorts, ConsentPorts, MergePorts, RelationPorts {
  readonly timeline: MergePorts['timeline'] & TimelineReader;
  readonly decisions: Pick<DecisionReader, 'listOf'>;
}

/** What the shop's servers ask of persons, and say of them. */
export function peopleRoutes(ports: PeopleRoutePorts, forShop: Guard): Endpoints {
  const { read, timeline, decisions, relations } = ports;
  const [change, merge, relate] = [changeTraits(ports), mergeProfiles(ports), sayRelation(ports)];
  const [readConsent, writeConsent] = [consentOf(ports), stateConsent(ports, 'api')];
  return {
    'GET /v1/profiles/{profileId}': forShop(async (request) => ok(await read(personIn(request)))),
    'PATCH /v1/profiles/{profileId}': forShop(async (request) =>
      ok(await change(personIn(request), parseTraits(jsonOf(request)))),
    ),
    'GET /v1/profiles/{profileId}/segments': forShop(async (request) => {
      const { profileId, segments, asOf } = await read(personIn(request));
      return ok({ profileId, segments, asOf });
    }),
    'GET /v1/profiles/{profileId}/predictions': forShop(async (request) => {
      const { profileId, predictions, unforeseen, asOf } = await read(personIn(request));
      return ok({ profileId, predictions, unforeseen, asOf });
    }),
    'GET /v1/profiles/{profileId}/community': forShop(async (request) =>
      ok(communityIn(await read(personIn(request)))),
    ),
    'GET /v1/profiles/{profileId}/devices': forShop(async (request) => {
      const { profileId, devices } = await read(personIn(request));
      return ok({ profileId, devices });
    }),
    'POST /v1/profiles:merge': forShop(async (request) => ok(await merge(parseMerge(jsonOf(request))))),
    'GET /v1/profiles/{profileId}/events': forShop(async (request) =>
      ok(await timeline.list(personIn(request), parsePage(request.query))),
    ),
    'GET /v1/profiles/{profileId}/consent': forShop(async (request) =>
      ok(await readConsent(personIn(request), parseMarket(request.query['market']))),
    ),
    'PUT /v1/profiles/{profileId}/consent': forShop(async (request) =>
      ok(
        await writeConsent(
          personIn(request),
          parseConsentChange(jsonOf(request)),
          parseMarket(request.query['market']),
        ),
      ),
    ),
    'PUT /v1/relations': forShop(async (request) => {
      await relate(parseRelation(jsonOf(request)));
      return { status: 204 };
    }),
    'DELETE /v1/relations': forShop(async (request) => {
      await relations.remove(parseRelation(jsonOf(request)));
      return { status: 204 };
    }),
    'GET /v1/profiles/{profileId}/decisions': forShop(async (request) =>
      ok(await decisions.listOf(personIn(request), parsePage(request.query))),
    ),
  };
}
