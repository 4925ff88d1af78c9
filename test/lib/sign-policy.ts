import type { PolicyReadingView, SignBody, SignedView } from '@desk/shared/policies/policy-schemas'
import { openPhone } from './phone-session.ts'
import { posted } from './publish-policy.ts'

/** What the page sends of a version that was read: every clause that is asked, for as long as it takes. */
export function signatureOf(view: PolicyReadingView): SignBody {
  const asked = view.clauses.filter(({ isAsked }) => isAsked)
  return {
    versionId: view.versionId,
    language: view.language,
    token: view.token,
    openedAt: view.openedAt,
    hashes: Object.fromEntries(view.clauses.map(({ id, hash }) => [id, hash])),
    read: Object.fromEntries(asked.map(({ id, minMs }) => [id, minMs])),
  }
}

/** Signed by a client without a screen, as the page does it after everything was in view. */
export async function signThroughApi(
  gatewayUrl: string,
  userid: string,
  id: string,
  letTimePass: () => Promise<unknown>,
): Promise<SignedView> {
  const phone = await openPhone(gatewayUrl, userid)
  const view = await phone.get<PolicyReadingView>(`/api/policies/${id}`)
  await letTimePass()
  return posted(phone, `/api/policies/${id}/signature`, signatureOf(view))
}
