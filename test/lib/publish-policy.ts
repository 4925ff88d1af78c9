import type { PolicyEditView, PolicyList } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { VersionKind } from '@desk/shared/policies/policy-flow'
import type { PhoneSession } from './phone-session.ts'
import { until } from './wait-until.ts'

const policiesPath = '/api/settings/policies'

/** Posts a body and returns the response's; throws an error with status and response unless it is successful. */
export async function postOrThrow<Body>(
  phone: PhoneSession,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Body> {
  const response = await phone.post<Body>(path, body, headers)
  if (response.status >= 300) throw new Error(`${path}: ${String(response.status)} ${JSON.stringify(response.body)}`)
  return response.body
}

/** Returns the id of the policy template of a new installation. Waits for the directory, which assigns the ops role. */
export async function getTemplateId(ops: PhoneSession): Promise<string> {
  await until('the ops role', async () => {
    const { roles } = await ops.get<{ roles: string[] }>('/api/me')
    return roles.includes('ops') || null
  })
  const [first] = (await ops.get<PolicyList>(policiesPath)).items
  if (!first) throw new Error('there is no policy template')
  return first.id
}

export type Publication = {
  id: string
  kind: VersionKind
  change: (draft: PolicyDraft) => PolicyDraft
  today: string
}

type Publishers = { author: PhoneSession; lead: PhoneSession }

/** Submits a new version as the author and approves it as the lead. */
export async function approveVersion(
  { author, lead }: Publishers,
  { id, change }: Pick<Publication, 'id' | 'change'>,
): Promise<PolicyEditView> {
  let policy = await author.get<PolicyEditView>(`${policiesPath}/${id}`)
  const edition = () => ({ edition: policy.edition })
  if (policy.allowed.includes('start')) policy = await postOrThrow(author, `${policiesPath}/${id}/start`, edition())
  if (!policy.draft) throw new Error('the policy has no draft')
  policy = await postOrThrow(author, `${policiesPath}/${id}/draft`, {
    ...edition(),
    content: change(policy.draft.content),
  })
  policy = await postOrThrow(author, `${policiesPath}/${id}/submit`, edition())
  const contentHash = policy.draft?.contentHash
  return postOrThrow(lead, `${policiesPath}/${id}/approve`, { ...edition(), contentHash })
}

/** Approves and publishes a new version. */
export async function publishVersion(
  publishers: Publishers,
  { kind, today, ...version }: Publication,
): Promise<PolicyEditView> {
  const { id, edition } = await approveVersion(publishers, version)
  // Authors may not decide that earlier signatures stay valid.
  const publisher = kind === 'major' ? publishers.author : publishers.lead
  const reason = kind === 'no_resign' ? '错字' : ''
  return postOrThrow(publisher, `${policiesPath}/${id}/publish`, { edition, kind, effectiveOn: today, reason })
}
