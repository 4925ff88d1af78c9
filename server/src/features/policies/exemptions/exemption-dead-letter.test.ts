import { requestDraft } from '@desk/shared/requests/types/index'
import { and, eq, isNotNull } from 'drizzle-orm'
import { expect } from 'vitest'
import { jobHandlers } from '../../../composition/job-handlers.ts'
import { outbox } from '../../../db/schema/index.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { clause, countsOf, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { titlesTo } from '../../../testing/fixtures/sent-cards.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { agree, decisionOn } from '../../../testing/request-fixtures.ts'
import { requeueDeadLetters } from '../../outbox-admin/requeue-dead-letter.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { submitRequest } from '../../requests/commands/submit-request.ts'
import { withdrawRequest } from '../../requests/commands/withdraw-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { EXEMPT_TOPIC } from './exemption-request-type.ts'

/** Returns the handlers of all jobs, of which that of exemptions gives up. */
function handlersThatGiveUp({ deps }: Kit) {
  const usual = jobHandlers(deps)
  const handle = () => Promise.reject(new WecomRefusedError(40058, 'test'))
  return { ...usual, [EXEMPT_TOPIC]: { ...usual[EXEMPT_TOPIC], handle } }
}

/** Approves a request to be exempt, and does not run its job. */
async function createApprovedRequest(kit: Kit) {
  const company = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'zhao', name: '赵丽霞', department: company.north })
  const policyId = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const payload = { policyId, title: '使用规范', reason: '产假', until: '2026-04-30' }
  const draft = requestDraft.parse({ kind: 'policy_exemption', payload })
  const { view } = await submitRequest(kit.deps, person, { ...draft, idempotencyKey: 'key-of-exemption-1' })
  await drainOutbox(kit.deps)
  kit.deps.wecom.sent.length = 0
  await decideRequest(kit.deps, company.lead, decisionOn(view, { exemption: agree }))
  const read = () => getRequest(kit.deps, person, view.id)
  return { ...company, person, policyId, view, read }
}

const findDead = async ({ deps }: Kit) => {
  const [dead] = await deps.db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.topic, EXEMPT_TOPIC), isNotNull(outbox.deadAt)))
  if (!dead) throw new Error('the job should be a dead letter')
  return dead
}

test('the applicant and the management department learn that an approved exemption was not recorded, and a retry records it', async ({
  kit,
}) => {
  const { author, lead, north, policyId, read } = await createApprovedRequest(kit)
  await drainOutbox(kit.deps, handlersThatGiveUp(kit))
  expect(await read()).toMatchObject({ state: 'failed', phase: 'stopped', proof: { state: 'failed' } })
  expect(titlesTo(kit, 'zhao')).toEqual(['豁免未登记：使用规范'])
  expect(titlesTo(kit, author.userid)).toContain('豁免未登记，请处理：赵丽霞')
  expect(await countsOf(kit, lead, policyId, north)).toEqual({ pending: 1 })
  const dead = await findDead(kit)
  await requeueDeadLetters(kit.deps, jobHandlers(kit.deps), author, { id: dead.id, isForCause: false })
  await drainOutbox(kit.deps)
  expect(await read()).toMatchObject({ state: 'done', phase: null })
  expect(titlesTo(kit, 'zhao')).toEqual(['豁免未登记：使用规范', '已豁免：使用规范'])
  expect(await countsOf(kit, lead, policyId, north)).toEqual({ exempt: 1 })
})

test('giving up changes nothing about a request that was withdrawn meanwhile', async ({ kit }) => {
  const { person, view, read } = await createApprovedRequest(kit)
  const { version } = await read()
  await withdrawRequest(kit.deps, person, { id: view.id, version })
  await drainOutbox(kit.deps, handlersThatGiveUp(kit))
  expect((await read()).state).toBe('withdrawn')
  expect(titlesTo(kit, 'zhao')).toEqual([])
})

test('a dead letter of an earlier release, whose request still waits, is retried as well', async ({ kit }) => {
  const { author, read } = await createApprovedRequest(kit)
  const { onGiveUp: _, ...silent } = handlersThatGiveUp(kit)[EXEMPT_TOPIC]
  await drainOutbox(kit.deps, { ...jobHandlers(kit.deps), [EXEMPT_TOPIC]: silent })
  expect((await read()).state).toBe('decided')
  const dead = await findDead(kit)
  await requeueDeadLetters(kit.deps, jobHandlers(kit.deps), author, { id: dead.id, isForCause: false })
  await drainOutbox(kit.deps)
  expect((await read()).state).toBe('done')
})
