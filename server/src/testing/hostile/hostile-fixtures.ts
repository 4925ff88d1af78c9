import { emptyJoiner, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { outbox, policyQuestions, sessions } from '../../db/schema/index.ts'
import { createApiKey } from '../../features/api-keys/create-api-key.ts'
import { statementsHash } from '../../features/custody/confirm-custody.ts'
import { createDelegation } from '../../features/delegations/create-delegation.ts'
import { groupRulesSetting } from '../../features/groups/model/group-settings.ts'
import { askQuestion } from '../../features/policies/questions/ask-question.ts'
import { createPolicy } from '../../features/policies/authoring/edit-policy.ts'
import { setPartner } from '../../features/accounts/partners/set-partner.ts'
import { createActiveGroup } from '../fixtures/groups.ts'
import { createSession } from '../http.ts'
import type { Kit } from '../kit.ts'
import { caseFor, report } from '../fixtures/lost-device.ts'
import { clause, draftOf, openPolicy, createPublishedPolicy, readAll, readAndSign } from '../fixtures/policy.ts'
import { submitInfoChange } from '../request-fixtures.ts'
import type { Known } from './sample-from-schema.ts'

/** A caller with its credentials. `actor` null: not signed in, or the company's backend. */
export type Caller = { name: string; actor: MemberActor | null; headers: Record<string, string> }
export type HostileFixtures = { callers: readonly Caller[]; knownFor(path: string): Known }

/** Creates one of every object that a URL or a body can refer to, and a member of every role. */
export async function hostileFixtures(kit: Kit): Promise<HostileFixtures> {
  const { given, deps } = kit
  const { people, group } = await createActiveGroup(kit)
  const inCompany = { department: people.company }
  const lead = await given.member({ ...inCompany, userid: 'lead', roles: ['ops_lead'] })
  const hr = await given.member({ ...inCompany, userid: 'hr', roles: ['hr'] })
  const auditor = await given.member({ ...inCompany, userid: 'auditor', roles: ['auditor'] })
  const { applicant, admin, ops } = people
  const policies = await createPolicies(kit, { applicant, author: ops, lead })
  // Without its reason, which would otherwise become the reason in every body.
  const { reason: _reason, ...request } = await submitInfoChange(kit, applicant)
  const lost = await caseFor(kit, admin, (await report(kit, admin, 'third')).id)
  const key = await createApiKey(deps, ops, {
    name: 'backend',
    scopes: ['directory.read', 'policies.read'],
    expiresOn: '2026-12-31',
  })
  const day = '2026-05-01'
  const delegated = await createDelegation(deps, admin, { delegate: 'ops', startsOn: day, endsOn: day, note: '' })
  await setPartner(deps, ops, { userid: 'buyer', company: '外协', sponsor: 'limin', endsOn: '2026-12-31' })
  await deps.db.update(outbox).set({ deadAt: deps.clock.now() })
  const [dead] = await deps.db.select({ id: outbox.id }).from(outbox).limit(1)
  const callers = await createCallers(kit, { applicant, admin, ops, lead, hr, auditor })
  const [session] = await deps.db.select({ ref: sessions.ref }).from(sessions).where(eq(sessions.userid, 'guoji'))
  const everywhere = {
    userid: 'mate',
    to: 'ops',
    delegate: 'ops',
    deputyId: 'third',
    subjectId: 'mate',
    sponsor: 'limin',
    members: 'mate',
    userids: 'mate',
    remove: 'mate',
    keep: 'third',
    people: 'mate',
    kind: 'info_change',
    ref: session?.ref,
    code: policies.receipt,
    requestNo: request.no,
    department: 1,
    departments: 1,
    departmentId: 1,
    toId: 1,
    fromId: 1,
    question: policies.question,
    url: 'http://desk.test/',
    data: PDF,
  }
  const known: readonly (readonly [RegExp, Known])[] = [
    [
      /^(\/api)?\/requests|^\/api\/approvals/,
      { ...request, kind: 'info_change', payload: { position: { from: '质检工程师', to: '组长' } } },
    ],
    [/lost-device/, { id: lost.id, version: lost.version }],
    [/groups/, { id: group.id, version: group.version, rules: groupRulesSetting.initial, members: 'third' }],
    [/settings\/policies/, { id: policies.draft, edition: 1 }],
    [/policies/, policies.toSign],
    [/settings\/roles/, { role: 'auditor' }],
    [/delegations/, { id: delegated.given[0]?.id }],
    [/api-keys/, { id: key.view.id }],
    [/outbox/, { id: String(dead?.id) }],
    [/custody/, { year: 2026, textHash: statementsHash('zh-CN'), statements: [true, true, true] }],
    [/joiners/, { rows: [joiner] }],
    [
      /evidence-room/,
      { policies: policies.toSign.id, policy: policies.toSign.id, day: TODAY, fromDay: TODAY, toDay: TODAY, days: 1 },
    ],
  ]
  return {
    callers: [...callers, { name: 'key', actor: null, headers: { authorization: `Bearer ${key.key}` } }],
    knownFor: (path) => ({ ...everywhere, ...known.find(([pattern]) => pattern.test(path))?.[1] }),
  }
}

const TODAY = '2026-03-17'
const joiner: JoinerRow = {
  ...emptyJoiner(1),
  name: '邱晨',
  userid: 'qiuchen',
  mobile: '13300001111',
  department: '采购部',
  startsOn: '2026-03-23',
}
const PDF = Buffer.from('%PDF-1.4\n%%EOF').toString('base64')

/** Creates a policy in force, signed by one person and questioned by another; and a draft. */
async function createPolicies(
  kit: Kit,
  { applicant, ...authors }: { applicant: MemberActor; author: MemberActor; lead: MemberActor },
) {
  const draft = draftOf([clause('1')])
  const id = await createPublishedPolicy(kit, authors, draft)
  const view = await openPolicy(kit, authors.author, id)
  const { code: receipt } = await readAndSign(kit, authors.lead, id)
  const { versionId } = view
  await askQuestion(kit.deps, applicant, { id, versionId, clauseId: '1', text: '为什么？' })
  const [question] = await kit.deps.db.select({ id: policyQuestions.id }).from(policyQuestions)
  return {
    toSign: { ...readAll(view), id, clauseId: '1' },
    receipt,
    question: question?.id,
    draft: await createPolicy(kit.deps, authors.author, draft),
  }
}

async function createCallers({ deps }: Kit, members: Record<string, MemberActor>): Promise<Caller[]> {
  const callers: Caller[] = [{ name: 'nobody', actor: null, headers: {} }]
  for (const [name, actor] of Object.entries(members))
    callers.push({
      name,
      actor,
      headers: { cookie: `desk_session=${await createSession(deps, actor)}`, 'user-agent': 'test' },
    })
  return callers
}
