import type { PolicyEditView, PolicyList } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { VersionKind } from '@desk/shared/policies/policy-flow'
import type { PhoneSession } from './phone-session.ts'
import { until } from './wait-until.ts'

const manage = '/api/settings/policies'

/** A step that has to be taken; what it answered otherwise is the failure. */
export async function posted<Body>(
  phone: PhoneSession,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Body> {
  const answer = await phone.post<Body>(path, body, headers)
  if (answer.status >= 300) throw new Error(`${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** The template that every new installation brings. Its first holders have their roles once the directory was read. */
export async function templateId(ops: PhoneSession): Promise<string> {
  await until('the management department', async () => {
    const { roles } = await ops.get<{ roles: string[] }>('/api/me')
    return roles.includes('ops') || null
  })
  const [first] = (await ops.get<PolicyList>(manage)).items
  if (!first) throw new Error('no template policy was brought')
  return first.id
}

export type Publication = {
  id: string
  kind: VersionKind
  change: (draft: PolicyDraft) => PolicyDraft
  today: string
}

type Two = { author: PhoneSession; lead: PhoneSession }

/** Written and handed in by one, approved by another. */
export async function approveVersion(
  { author, lead }: Two,
  { id, change }: Pick<Publication, 'id' | 'change'>,
): Promise<PolicyEditView> {
  let policy = await author.get<PolicyEditView>(`${manage}/${id}`)
  const edition = () => ({ edition: policy.edition })
  if (policy.allowed.includes('start')) policy = await posted(author, `${manage}/${id}/start`, edition())
  if (!policy.draft) throw new Error('there is no draft to publish')
  policy = await posted(author, `${manage}/${id}/draft`, { ...edition(), content: change(policy.draft.content) })
  policy = await posted(author, `${manage}/${id}/submit`, edition())
  return posted(lead, `${manage}/${id}/approve`, edition())
}

/** Approved by a second person, and published. */
export async function publishVersion(two: Two, { kind, today, ...version }: Publication): Promise<PolicyEditView> {
  const { id, edition } = await approveVersion(two, version)
  const reason = kind === 'no_resign' ? '错字' : ''
  return posted(two.author, `${manage}/${id}/publish`, { edition, kind, effectiveOn: today, reason })
}
