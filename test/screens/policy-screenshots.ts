import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { signThroughApi, AFTER_READING_MS } from '../lib/sign-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import type { Scene } from './screenshots.ts'

const TODAY = '2026-03-17'

const changeChineseOnly = (draft: PolicyDraft): PolicyDraft => ({
  ...draft,
  clauses: draft.clauses.map((clause, index) =>
    index === 1 ? { ...clause, zh: { ...clause.zh, body: `${clause.zh.body}又补了一句。`, why: '有人问过' } } : clause,
  ),
})

/**
 * Publishes the template with a file, to be signed before use, then a second version without one clause, and creates a
 * draft of a third with a change in one language. Returns the pages to capture.
 */
export async function policyScenes(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'advanceClock'>,
): Promise<Scene[]> {
  const author = await openPhone(gatewayUrl, 'chenhaiyan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  const id = await getTemplateId(author)
  const policyPath = `/api/settings/policies/${id}`
  const data = Buffer.from('%PDF-1.7\n').toString('base64')
  const file = await postOrThrow<PolicyFile>(author, `${policyPath}/files`, {
    name: '企业微信使用手册（2026 版）.pdf',
    data,
  })
  await publishVersion(
    { author, lead },
    {
      id,
      kind: 'major',
      change: (draft) => ({ ...draft, isBeforeUse: true, files: [file], clauses: draft.clauses.slice(0, 12) }),
      today: TODAY,
    },
  )
  const { code } = await signThroughApi(gatewayUrl, 'guoji', id, () => simulator.advanceClock(AFTER_READING_MS))
  await signThroughApi(gatewayUrl, 'wei', id, () => simulator.advanceClock(AFTER_READING_MS))
  const changeClauses = (draft: PolicyDraft): PolicyDraft => ({
    ...draft,
    clauses: draft.clauses.flatMap((clause, index) => {
      if (index === 5) return []
      return index === 3
        ? { ...clause, zh: { ...clause.zh, body: `${clause.zh.body}改过的一句。`, why: '说清楚' } }
        : clause
    }),
  })
  await publishVersion({ author, lead }, { id, kind: 'major', change: changeClauses, today: TODAY })
  const { edition } = await author.get<PolicyEditView>(policyPath)
  const next = await postOrThrow<PolicyEditView>(author, `${policyPath}/start`, { edition })
  await postOrThrow(author, `${policyPath}/draft`, {
    edition: next.edition,
    content: changeChineseOnly(next.draft!.content),
  })
  return [
    { name: 'policy-home', userid: 'wangfang', path: '/' },
    { name: 'policy-read-first', userid: 'wangfang', path: '/requests/new/info-change' },
    { name: 'policy-read', userid: 'wangfang', path: `/policies/${id}` },
    { name: 'policy-delta', userid: 'guoji', path: `/policies/${id}` },
    { name: 'policy-gate', userid: 'guoji', path: `/policies/${id}?gate=1` },
    { name: 'policy-signed', userid: 'guoji', path: `/receipts/${code}/signed` },
    { name: 'policy-receipt', userid: 'guoji', path: `/receipts/${code}?back=%2Frequests%2Fnew%2Finfo-change` },
    { name: 'policy-board', userid: 'chenhaiyan', path: `/policies/${id}/board` },
    { name: 'policy-people', userid: 'tangzhenhua', path: `/policies/${id}/people` },
    {
      name: 'policy-people-filtered',
      userid: 'tangzhenhua',
      path: `/policies/${id}/people?olderOnly=1&joinedAfter=2026-03-01`,
    },
    { name: 'policy-text', userid: 'guoji', path: `/policies/${id}/text` },
    { name: 'policy-record', userid: 'tangzhenhua', path: '/signing-records/guoji' },
    { name: 'policy-manage', userid: 'tangzhenhua', path: '/settings/policies' },
    { name: 'policy-edit', userid: 'chenhaiyan', path: `/settings/policies/${id}` },
  ]
}
