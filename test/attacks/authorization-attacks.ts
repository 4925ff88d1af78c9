import type { BatchAnswer, BatchItem } from '@desk/shared/requests/approval-schemas'
import type { DelegationList } from '@desk/shared/requests/delegation-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { expect, it } from 'vitest'
import { residentMb } from '../lib/process-memory.ts'
import type { Visitor } from '../lib/browser-session.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { submitPosition } from './submit-position.ts'

const URGES = 50
const EXPORTS = 100
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/146.0.0.0 Safari/537.36'

const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code

/** Acts that somebody may do, done too often, by the wrong hand, or to more than he may. */
export function actAttacks(world: () => AttackEnvironment): void {
  const agree = ({ id, version, seenHash }: RequestView): BatchItem => ({
    id,
    version,
    seenHash,
    decision: { do: 'agree' },
  })
  const cardsAbout = (userid: string) =>
    world().simulator.state.effects.filter((entry) => entry.effect === 'message' && entry.to.includes(userid)).length
  const batch = async (visitor: Visitor, items: BatchItem[]) => {
    const key = { 'idempotency-key': `attack-batch-${process.pid}-${visitor.userid}` }
    return visitor.post('/api/approvals/batch', { items }, key)
  }

  it('A4: who stands in for the admin decides nothing of his own', async () => {
    const admin = await world().as('limin')
    const standIn = await world().as('sunhao')
    const today = ((await (await admin.get('/api/delegations')).json()) as DelegationList).today
    const given = await admin.post('/api/delegations', { delegate: 'sunhao', startsOn: today, endsOn: today })
    expect(given.status).toBe(200)
    const mine = await submitPosition(standIn)
    expect(mine.deciders.map(({ userid }) => userid)).not.toContain('sunhao')
    const body = { version: mine.version, seenHash: mine.seenHash, fields: { position: { verdict: 'agree' } } }
    const answer = await standIn.post(`/api/requests/${mine.id}/decision`, body)
    expect([answer.status, await codeOf(answer)]).toEqual([409, 'request.self_approval'])
    const several = (await (await batch(standIn, [agree(mine)])).json()) as BatchAnswer
    expect(several.items).toMatchObject([{ ok: false, code: 'request.self_approval' }])
  })

  it('B9: a copied cookie is noted, told to its owner, and opens nothing that a role opens', async () => {
    const owner = await world().newVisitor('chenhaiyan')
    expect((await owner.get('/api/settings')).status).toBe(200)
    const thief = { 'user-agent': DESKTOP, 'x-forwarded-for': '192.0.2.66' }
    expect((await owner.get('/api/me', thief)).status).toBe(200)
    expect([(await owner.get('/api/settings', thief)).status, (await owner.get('/api/settings')).status]).toEqual([
      401, 200,
    ])
    const { items } = (await (await owner.get('/api/sessions')).json()) as { items: { elsewhere: unknown }[] }
    expect(items[0]?.elsewhere).toMatchObject({ device: { client: 'chrome', system: 'linux' } })
    const noted = await world().database.query(
      `select 1 from audit_entries where action = 'session.used_elsewhere' and actor = 'chenhaiyan'`,
    )
    expect(noted).toHaveLength(1)
  })

  it(`D5: ${URGES} presses of 催办, half of them at once, are one message`, async () => {
    const owner = await world().as('liaoxiaomin')
    const { id, deciders } = await submitPosition(owner)
    const decider = deciders[0]?.userid ?? ''
    const urge = async () => {
      const answer = await owner.post(`/api/requests/${id}/urge`, {})
      return answer.status === 200 ? 'urged' : codeOf(answer)
    }
    await expect.poll(() => cardsAbout(decider), { timeout: 10_000 }).toBeGreaterThan(0)
    const outcomes = await Promise.all(Array.from({ length: URGES / 2 }, urge))
    for (let press = 0; press < URGES / 2; press += 1) outcomes.push(await urge())
    expect(outcomes.filter((outcome) => outcome === 'urged')).toHaveLength(1)
    expect(new Set(outcomes.filter((outcome) => outcome !== 'urged'))).toEqual(new Set(['request.urge_too_soon']))
    const owed = await world().database.query(
      `select 1 from notices where event = 'request.urged' and object_id like '${id}%'`,
    )
    expect(owed).toHaveLength(1)
  })

  it(`D6: ${EXPORTS} exports at once cost no memory that stays`, async () => {
    const visitor = await world().newVisitor('guoji')
    const before = residentMb(world().pid) ?? 0
    const answers = await Promise.all(
      Array.from({ length: EXPORTS }, () => visitor.post('/api/me/data/export', { format: 'json' })),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.every((status) => status === 201 || status === 429)).toBe(true)
    const files = await Promise.all(
      answers.map(async (answer) => {
        if (answer.status !== 201) return null
        const { path } = (await answer.json()) as { path: string }
        return (await visitor.get(path)).status
      }),
    )
    expect(new Set(files.filter((status) => status !== null))).toEqual(new Set([200]))
    expect((await visitor.get('/api/home')).status).toBe(200)
    console.log(`D6: ${before} MB before, ${residentMb(world().pid) ?? 0} MB after`)
  })

  it('E4 F-g: of several at once each is looked at by itself: another’s, an unknown and a stale one are refused', async () => {
    const [mine, foreign] = [
      await submitPosition(await world().as('xujiaqi')),
      await submitPosition(await world().as('renyifan')),
    ]
    const unknown = { ...agree(mine), id: 'req_000000000000' as const }
    const admin = await world().as(mine.deciders[0]?.userid ?? '')
    const before = await world().state()
    const answer = await batch(admin, [{ ...agree(mine), version: mine.version + 1 }, agree(foreign), unknown])
    const { items } = (await answer.json()) as BatchAnswer
    expect(items.map(({ ok, code }) => [ok, code])).toEqual([
      [false, 'request.changed_meanwhile'],
      [false, 'request.not_found'],
      [false, 'request.not_found'],
    ])
    expect(JSON.stringify(items.slice(1))).not.toContain('renyifan')
    expect(await world().state()).toEqual(before)
  })
}
