import { pagePaths } from './page-paths.ts'
import { maySubmitAgain } from '../requests/model/request-flow.ts'
import type { RequestSummary } from '../requests/request-schemas.ts'
import type { RequestType } from '../requests/types/index.ts'

type Target = Pick<RequestSummary, 'kind' | 'id'>

/** The forms of a request type. */
type RequestForms = {
  /** Page on which a returned request is edited; null: this request type is never returned. */
  edit: ((id: string) => string) | null
  /** Form of a new request that starts with the values of the one in `?again=`; null: its form always starts empty. */
  create: ((request: Pick<RequestSummary, 'targetId'>) => string) | null
}

const requestForms: Readonly<Record<RequestType, RequestForms>> = {
  info_change: { edit: pagePaths.resubmission, create: () => pagePaths.infoChange },
  group_create: { edit: pagePaths.groupResubmission, create: () => pagePaths.groupCreate },
  policy_exemption: {
    edit: null,
    create: ({ targetId }) => (targetId === undefined ? pagePaths.policies : pagePaths.policy(targetId)),
  },
}

export const resubmissionPath = ({ kind, id }: Target): string => requestForms[kind].edit?.(id) ?? pagePaths.request(id)

/**
 * Returns the form of a new request with the values of a withdrawn or refused one; null: this one cannot be submitted
 * again.
 */
export function repeatPath(request: Target & Pick<RequestSummary, 'state' | 'targetId' | 'subject'>): string | null {
  const { create } = requestForms[request.kind]
  if (!create || !maySubmitAgain(request.state)) return null
  const about = request.subject ? `&for=${encodeURIComponent(request.subject.userid)}` : ''
  return `${create(request)}?again=${request.id}${about}`
}

export const isRequestType = (name: unknown): name is RequestType =>
  typeof name === 'string' && Object.hasOwn(requestForms, name)
