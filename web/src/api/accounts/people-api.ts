import type { AcknowledgementBody, AdoptionBody, ConsoleOperationQuery } from '@desk/shared/accounts/console-schemas'
import type { PartnerBody, PartnerDecisionBody, PartnerQuery, RenewalBody } from '@desk/shared/accounts/partner-schemas'
import type {
  DepartureAdoptionBody,
  DepartureAnswerBody,
  DepartureBody,
  PeopleQuery,
} from '@desk/shared/accounts/people-schemas'
import { useApi } from '../desk-api.ts'
import { requestInit } from '../request-options.ts'
import { unwrap } from '../unwrap.ts'

/** Creates the API client of the pages about people and their accounts. */
export function usePeopleApi() {
  const { client } = useApi()
  const { hr, people, departures, partners, settings } = client
  const operations = client['console-deeds']
  const partnerSettings = settings.partners
  return {
    home: (signal?: AbortSignal) => unwrap(hr.$get({}, requestInit(signal))),
    list: (query: PeopleQuery, signal?: AbortSignal) => unwrap(people.$get({ query }, requestInit(signal))),
    person: (userid: string, signal?: AbortSignal) =>
      unwrap(people[':userid'].$get({ param: { userid } }, requestInit(signal))),
    report: (userid: string, json: DepartureBody) =>
      unwrap(people[':userid'].departure.$post({ param: { userid }, json })),
    adoptDeparture: (id: string, json: DepartureAdoptionBody) =>
      unwrap(departures[':id'].adoption.$post({ param: { id }, json })),
    answerDeparture: (id: string, json: DepartureAnswerBody) =>
      unwrap(departures[':id'].answer.$post({ param: { id }, json })),
    partners: (query: PartnerQuery, signal?: AbortSignal) =>
      unwrap(partnerSettings.$get({ query }, requestInit(signal))),
    setPartner: (json: PartnerBody) => unwrap(partnerSettings.$post({ json })),
    endPartner: (userid: string) => unwrap(partnerSettings[':userid'].end.$post({ param: { userid } })),
    releasePartner: (userid: string) => unwrap(partnerSettings[':userid'].release.$post({ param: { userid } })),
    partner: (userid: string, signal?: AbortSignal) =>
      unwrap(partners[':userid'].$get({ param: { userid } }, requestInit(signal))),
    renew: (userid: string, json: RenewalBody) =>
      unwrap(partners[':userid'].renewal.$post({ param: { userid }, json })),
    decide: (userid: string, json: PartnerDecisionBody) =>
      unwrap(partners[':userid'].decision.$post({ param: { userid }, json })),
    consoleOperations: (query: ConsoleOperationQuery, signal?: AbortSignal) =>
      unwrap(operations.$get({ query }, requestInit(signal))),
    acknowledge: (id: number, json: AcknowledgementBody) =>
      unwrap(operations[':id'].acknowledgement.$post({ param: { id: String(id) }, json })),
    adopt: (id: number, json: AdoptionBody) =>
      unwrap(operations[':id'].adoption.$post({ param: { id: String(id) }, json })),
  }
}
