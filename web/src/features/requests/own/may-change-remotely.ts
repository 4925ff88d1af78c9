import { nextActorOfRequest } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'

/**
 * Returns whether the request can change without an action on this page. False while the viewer decides: their page is not
 * changed under them, and a conflict is reported on submit.
 */
export const mayChangeRemotely = (request: Pick<RequestView, 'state' | 'allowed'> | null): boolean =>
  request !== null && nextActorOfRequest[request.state] !== null && !request.allowed.includes('decide')
