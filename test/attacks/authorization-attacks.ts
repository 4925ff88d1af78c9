import type { BatchAnswer, BatchItem } from '@desk/shared/requests/approval-schemas'
import type { DelegationList } from '@desk/shared/delegations/delegation-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { expect, it } from 'vitest'
import { residentMb } from '../lib/process-memory.ts'
import type { Visitor } from '../lib/browser-session.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { submitPosition } from './submit-position.ts'

const REMINDERS = 50
const EXPORTS = 100
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/146.0.0.0 Safari/537.36'

const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code

/** Tests self-approval by a delegate, a copied cookie, actions repeated too often, and a batch with objects of others. */
export function authorizationAttacks(environment: () => AttackEnvironment): void {
  const agree = ({ id, version, seenHash }: RequestView): BatchItem => ({
    id,
    version,
    seenHash,
    decision: { do: 'agree' },
  })
  const countMessagesTo = (userid: string) =>
    environment().simulator.state.effects.filter((entry) => entry.effect === 'message' && entry.to.includes(userid))
      .length
  const batch = async (visitor: Visitor, items: BatchItem[]) => {
    const key = { 'idempotency-key': `attack-batch-${process.pid}-${visitor.userid}` }
    return visitor.post('/api/approvals/batch', { items }, key)
  }

  it('A4: a delegate of the admin cannot decide their own request', async () => {
    const admin = await environment().as('limin')
    const delegate = await environment().as('sunhao')
    const today = ((await (await admin.get('/api/delegations')).json()) as DelegationList).today
    const delegation = await admin.post('/api/delegations', { delegate: 'sunhao', startsOn: today, endsOn: today })
    expect(delegation.status).toBe(200)
    const ownRequest = await submitPosition(delegate)
    expect(ownRequest.deciders.map(({ userid }) => userid)).not.toContain('sunhao')
    const body = {
      version: ownRequest.version,
      seenHash: ownRequest.seenHash,
      fields: { position: { verdict: 'agree' } },
    }
    const response = await delegate.post(`/api/requests/${ownRequest.id}/decision`, body)
    expect([response.status, await codeOf(response)]).toEqual([409, 'request.self_approval'])
    const batchResult = (await (await batch(delegate, [agree(ownRequest)])).json()) as BatchAnswer
    expect(batchResult.items).toMatchObject([{ ok: false, code: 'request.self_approval' }])
  })

  it('B9: a copied cookie has none of the roles of its owner, and its use is audited and shown to them', async () => {
    const owner = await environment().newVisitor('chenhaiyan')
    expect((await owner.get('/api/settings')).status).toBe(200)
    const copiedCookieHeaders = { 'user-agent': DESKTOP, 'x-forwarded-for': '192.0.2.66' }
    expect((await owner.get('/api/me', copiedCookieHeaders)).status).toBe(200)
    expect([
      (await owner.get('/api/settings', copiedCookieHeaders)).status,
      (await owner.get('/api/settings')).status,
    ]).toEqual([401, 200])
    const { items } = (await (await owner.get('/api/sessions')).json()) as { items: { elsewhere: unknown }[] }
    expect(items[0]?.elsewhere).toMatchObject({ device: { client: 'chrome', system: 'linux' } })
    const auditEntries = await environment().database.query(
      `select 1 from audit_entries where action = 'session.used_elsewhere' and actor = 'chenhaiyan'`,
    )
    expect(auditEntries).toHaveLength(1)
  })

  it(`D5: ${REMINDERS} reminders (催办) of one request, half of them concurrent, create one notice`, async () => {
    const applicant = await environment().as('liaoxiaomin')
    const { id, deciders } = await submitPosition(applicant)
    const approver = deciders[0]?.userid ?? ''
    const remind = async () => {
      const response = await applicant.post(`/api/requests/${id}/urge`, {})
      return response.status === 200 ? 'sent' : codeOf(response)
    }
    await expect.poll(() => countMessagesTo(approver), { timeout: 10_000 }).toBeGreaterThan(0)
    const results = await Promise.all(Array.from({ length: REMINDERS / 2 }, remind))
    for (let attempt = 0; attempt < REMINDERS / 2; attempt += 1) results.push(await remind())
    expect(results.filter((result) => result === 'sent')).toHaveLength(1)
    expect(new Set(results.filter((result) => result !== 'sent'))).toEqual(new Set(['request.urge_too_soon']))
    const reminders = await environment().database.query(
      `select 1 from notices where event = 'request.urged' and object_id like '${id}%'`,
    )
    expect(reminders).toHaveLength(1)
  })

  it(`D6: ${EXPORTS} concurrent exports succeed or get 429, and their files can be downloaded`, async () => {
    const visitor = await environment().newVisitor('guoji')
    const before = residentMb(environment().pid) ?? 0
    const responses = await Promise.all(
      Array.from({ length: EXPORTS }, () => visitor.post('/api/me/data/export', { format: 'json' })),
    )
    const statuses = responses.map(({ status }) => status)
    expect(statuses.every((status) => status === 201 || status === 429)).toBe(true)
    const files = await Promise.all(
      responses.map(async (response) => {
        if (response.status !== 201) return null
        const { path } = (await response.json()) as { path: string }
        return (await visitor.get(path)).status
      }),
    )
    expect(new Set(files.filter((status) => status !== null))).toEqual(new Set([200]))
    expect((await visitor.get('/api/home')).status).toBe(200)
    console.log(`D6: ${before} MB before, ${residentMb(environment().pid) ?? 0} MB after`)
  })

  it('E4 F-g: a batch decision refuses each item that is stale, unknown or of another department', async () => {
    const [inDepartment, foreign] = [
      await submitPosition(await environment().as('xujiaqi')),
      await submitPosition(await environment().as('renyifan')),
    ]
    const unknown = { ...agree(inDepartment), id: 'req_000000000000' as const }
    const admin = await environment().as(inDepartment.deciders[0]?.userid ?? '')
    const before = await environment().state()
    const response = await batch(admin, [
      { ...agree(inDepartment), version: inDepartment.version + 1 },
      agree(foreign),
      unknown,
    ])
    const { items } = (await response.json()) as BatchAnswer
    expect(items.map(({ ok, code }) => [ok, code])).toEqual([
      [false, 'request.changed_meanwhile'],
      [false, 'request.not_found'],
      [false, 'request.not_found'],
    ])
    expect(JSON.stringify(items.slice(1))).not.toContain('renyifan')
    expect(await environment().state()).toEqual(before)
  })
}
