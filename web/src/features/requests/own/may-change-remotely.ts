import { nextInState } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'

/**
 * Whether somebody or something else may change what is on the screen. A decider's own screen is not pulled from under
 * them: what changed is told when they decide.
 */
export const changesByItself = (request: Pick<RequestView, 'state' | 'allowed'> | null): boolean =>
  request !== null && nextInState[request.state] !== null && !request.allowed.includes('decide')
