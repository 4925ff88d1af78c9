import type { PolicyReadingView, SignBody, SignedView } from '@desk/shared/policies/policy-schemas'
import { openPhone } from './phone-session.ts'
import { postOrThrow } from './publish-policy.ts'

/** Longer than a policy of the tests has to be read before the server accepts its signature. */
export const AFTER_READING_MS = 120_000

/** Returns the signature that the page sends after every required clause was read for its minimum time. */
export function signatureOf(view: PolicyReadingView): SignBody {
  const required = view.clauses.filter(({ isAsked }) => isAsked)
  return {
    versionId: view.versionId,
    language: view.language,
    token: view.token,
    openedAt: view.openedAt,
    hashes: Object.fromEntries(view.clauses.map(({ id, hash }) => [id, hash])),
    read: Object.fromEntries(required.map(({ id, minMs }) => [id, minMs])),
  }
}

/** Signs a policy through the API, as the page does after all clauses were shown. */
export async function signThroughApi(
  gatewayUrl: string,
  userid: string,
  id: string,
  waitForReading: () => Promise<unknown>,
): Promise<SignedView> {
  const phone = await openPhone(gatewayUrl, userid)
  const view = await phone.get<PolicyReadingView>(`/api/policies/${id}`)
  await waitForReading()
  return postOrThrow(phone, `/api/policies/${id}/signature`, signatureOf(view))
}
