import type {
  AnswerBody,
  CampaignBody,
  CampaignEndBody,
  ConsentBody,
  ConfirmationBoardQuery,
  ConfirmationPeopleQuery,
  InPersonBody,
} from '@desk/shared/confirmations/confirmation-schemas'
import type { Audience } from '@desk/shared/policies/audience'
import { useApi } from './desk-api.ts'
import { idempotencyHeader, type IdempotentSubmit, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the pages about data confirmation. */
export function useConfirmationsApi() {
  const { confirmations, settings } = useApi().client
  const campaign = confirmations[':id']
  const allCampaigns = settings.confirmations
  return {
    own: (id: string, signal?: AbortSignal) => unwrap(campaign.$get({ param: { id } }, requestInit(signal))),
    answer: (id: string, json: AnswerBody, signal?: AbortSignal) =>
      unwrap(campaign.answer.$post({ param: { id }, json }, requestInit(signal))),
    requestConsent: (id: string) => unwrap(campaign.consent.$post({ param: { id } })),
    hidden: (id: string, json: ConsentBody) => unwrap(campaign.hidden.$post({ param: { id }, json })),
    board: (id: string, query: ConfirmationBoardQuery, signal?: AbortSignal) =>
      unwrap(campaign.board.$get({ param: { id }, query }, requestInit(signal))),
    people: (id: string, query: ConfirmationPeopleQuery, signal?: AbortSignal) =>
      unwrap(campaign.people.$get({ param: { id }, query }, requestInit(signal))),
    answerInPerson: (id: string, userid: string, json: InPersonBody) =>
      unwrap(campaign.people[':userid'].$post({ param: { id, userid }, json })),
    remind: (id: string, department: string | undefined) =>
      unwrap(campaign.reminders.$post({ param: { id }, json: department === undefined ? {} : { department } })),
    campaigns: (signal?: AbortSignal) => unwrap(allCampaigns.$get({}, requestInit(signal))),
    preview: (audience: Audience) => unwrap(allCampaigns.preview.$post({ json: { audience } })),
    create: (json: CampaignBody, attempt: IdempotentSubmit) =>
      unwrap(allCampaigns.$post({ ...idempotencyHeader(attempt), json }, requestInit(attempt.signal))),
    end: (id: string, json: CampaignEndBody = {}) => unwrap(allCampaigns[':id'].end.$post({ param: { id }, json })),
  }
}
