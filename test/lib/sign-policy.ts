import type { PolicyReadingView, SignBody, SignedView } from '@desk/shared/policies/policy-schemas'
import { openPhone } from './phone-session.ts'
import { posted } from './publish-policy.ts'

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
  const asked = view.clauses.filter(({ isAsked }) => isAsked)
  const body: SignBody = {
    versionId: view.versionId,
    language: view.language,
    token: view.token,
    openedAt: view.openedAt,
    hashes: Object.fromEntries(view.clauses.map(({ id: clause, hash }) => [clause, hash])),
    read: Object.fromEntries(asked.map(({ id: clause, minMs }) => [clause, minMs])),
  }
  return posted(phone, `/api/policies/${id}/signature`, body)
}
