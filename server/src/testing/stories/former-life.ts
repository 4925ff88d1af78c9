import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { delegations, guardians, policyQuestions, roleGrants } from '../../db/schema/index.ts'
import { makeApiKey } from '../../features/api-keys/make-api-key.ts'
import { changeDutyRoster } from '../../features/lost-device/cases/on-call-roster.ts'
import { askQuestion } from '../../features/policies/questions/ask-question.ts'
import { setPartner } from '../../features/policies/roster/set-partner.ts'
import { exportMyData } from '../../features/privacy/my-data.ts'
import { addComment } from '../../features/comments/add-comment.ts'
import { running } from './groups.ts'
import { testApp } from '../http.ts'
import type { Kit } from '../kit.ts'
import { report } from './lost-device.ts'
import { clause, draftOf, open, published, readAndSign } from './policy.ts'
import { submitted } from '../stories.ts'

export type FormerLife = Awaited<ReturnType<typeof formerLife>>

const SECRET = '只给自己看的话'
const until = { startsOn: '2026-03-17', endsOn: '2027-03-17', note: SECRET }

/** Somebody who used everything, and had a role: what it left behind, and how one would know it again. */
export async function formerLife(kit: Kit) {
  const { deps, given } = kit
  const { people, group } = await running(kit)
  const { applicant: former, admin, mate, ops, department } = people
  const lead = await given.member({ userid: 'lead', name: '主管', department: people.other, roles: ['ops_lead'] })
  await deps.db.insert(roleGrants).values({
    id: deps.ids.next('grant'),
    userid: 'guoji',
    role: 'ops',
    source: 'setting',
    grantedAt: deps.clock.now(),
  })
  const asOps: MemberActor = { ...former, roles: ['ops'] }

  const request = await submitted(kit, former)
  await addComment(deps, former, { id: request.id, text: SECRET, attachments: [] })
  const { as } = testApp(deps)
  const draft = { content: { values: { position: SECRET } }, savedAt: deps.clock.now().toISOString() }
  await as(former, 'POST', '/api/drafts/info_change', draft)

  const createdAt = deps.clock.now()
  const given1 = { id: deps.ids.next('delegation'), principal: 'guoji', delegate: 'mate', createdAt, ...until }
  const held = { id: deps.ids.next('delegation'), principal: 'limin', delegate: 'guoji', createdAt, ...until }
  await deps.db.insert(delegations).values([given1, held])
  await deps.db.insert(guardians).values([
    { wardId: 'guoji', guardianId: 'mate', state: 'accepted', since: createdAt },
    { wardId: 'third', guardianId: 'guoji', state: 'accepted', since: createdAt },
  ])
  const colleague = await given.member({ userid: 'lost', name: '丢手机的人', department })
  const lost = await report(kit, mate, colleague.userid)
  const ownReport = await report(kit, former, 'third', { note: SECRET })

  const policy = await published(kit, { author: ops, lead }, draftOf([clause('1')]))
  const { code } = await readAndSign(kit, former, policy)
  const { versionId } = await open(kit, former, policy)
  await askQuestion(deps, former, { id: policy, versionId, clauseId: null, text: SECRET })
  const [question] = await deps.db.select().from(policyQuestions).where(eq(policyQuestions.userid, 'guoji'))

  const endsOn = '2026-12-31'
  await setPartner(deps, ops, { userid: 'guoji', company: SECRET, sponsor: 'mate', endsOn })
  const onCall = [{ userid: 'guoji', phone: '13800138000', from: 0, to: 24 }]
  await changeDutyRoster(deps, ops, { rows: onCall, creator: null, version: 0 })
  const { key, view } = await makeApiKey(deps, asOps, { name: SECRET, scopes: ['directory.read'], expiresOn: endsOn })
  await exportMyData(deps, former, 'json')
  return {
    reader: admin,
    requestId: request.id,
    receipt: code,
    apiKey: key,
    ids: [request.id, group.id, policy, lost.id, ownReport.id],
    marks: [SECRET, '郭𠮷', '13800138000', request.no, code, given1.id, held.id, view.id, group.name],
    commands: [
      [`/api/requests/${request.id}/withdrawal`, { version: request.version }],
      [`/api/requests/${request.id}/comments`, { text: '我的', attachments: [] }],
      [`/api/groups/${group.id}/renewal`, { version: group.version }],
      [`/api/groups/${group.id}/archive`, { version: group.version }],
      [`/api/delegations/${given1.id}/revoke`, {}],
      [`/api/policies/questions/${question?.id}/close`, {}],
      [`/api/receipts/${code}/export`, {}],
      [`/api/guardians/answer`, { wardId: 'third', isAccepted: true }],
      [`/api/lost-device/cases/${lost.id}/decision`, { version: 1, decision: 'dismiss', note: '误报' }],
      [`/api/settings/roles`, { role: 'hr', userid: 'mate' }],
    ] as const,
  }
}
