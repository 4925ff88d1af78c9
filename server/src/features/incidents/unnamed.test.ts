import type { IncidentForm } from '@desk/shared/incidents/incident-schemas'
import { eq, sql } from 'drizzle-orm'
import sharp from 'sharp'
import { describe, expect } from 'vitest'
import { workerImages } from '../../adapters/images/worker-images.ts'
import { incidentEvents, incidentPictures, incidents, notices } from '../../db/schema/index.ts'
import { sha256 } from '../../kernel/hash.ts'
import {
  incidentCompany,
  incidentOf,
  nextKey,
  nextReceipt,
  tokenOf,
  unnamedClient,
} from '../../testing/fixtures/incidents.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { memberTokens } from './member-token.ts'
import { getCase } from './handling/view-case.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { responseErrorCode } from '../../testing/error-code-of.ts'

const listIncidents = ({ deps }: Kit) => deps.db.select().from(incidents)

describe('unnamed reports', () => {
  test('an unnamed report is stored without a reporter, and its mailbox opens only with the receipt', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const client = unnamedClient(kit)
    const receipt = nextReceipt()
    expect((await client.report(receipt)).status).toBe(201)
    const [row] = await listIncidents(kit)
    expect(row).toMatchObject({ isUnnamed: true, reporterId: null, idempotencyKey: null, departmentPath: [] })
    expect(JSON.stringify(row)).not.toContain(receipt)
    const mailbox = (await (await client.open(receipt)).json()) as Record<string, unknown>
    expect(mailbox).toMatchObject({ id: null, isUnnamed: true, state: 'routed', text: '同事把账号借给外协用' })
    expect(await responseErrorCode(await client.open(nextReceipt()))).toBe('not_found')
    expect((await client.reply(receipt, '在三楼')).status).toBe(201)
    const seen = await getCase(kit.deps, people.handler, row!.id)
    expect(seen.messages).toMatchObject([{ from: 'reporter', author: null, text: '在三楼' }])
    expect(seen.mayViewReporter).toBe(false)
  })

  test('a call with a cookie is refused, whatever the cookie is, and stores nothing', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const client = unnamedClient(kit)
    expect(await responseErrorCode(await client.report(nextReceipt(), {}, { cookie: 'theme=dark' }))).toBe(
      'origin.foreign',
    )
    const body = { token: tokenOf(kit), receipt: nextReceipt() }
    const { requestAs } = createTestClient(kit.deps)
    for (const [path, more] of [
      ['', incidentOf()],
      ['/mailbox', {}],
      ['/reply', { text: '在三楼', reopens: false }],
    ] as const) {
      const key = { 'idempotency-key': nextKey() }
      const signedIn = await requestAs(
        people.reporter,
        'POST',
        `/api/incidents/unnamed${path}`,
        { ...body, ...more },
        key,
      )
      expect([path, await responseErrorCode(signedIn)]).toEqual([path, 'origin.foreign'])
    }
    expect(await listIncidents(kit)).toEqual([])
  })

  test('the tokens of today and of yesterday are accepted; older, altered, foreign and missing ones are refused', async ({
    kit,
  }) => {
    await incidentCompany(kit)
    const client = unnamedClient(kit)
    const ofToday = tokenOf(kit)
    const foreign = memberTokens(kit.deps, ['secret-of-another-installation']).current()
    const altered = ofToday.startsWith('0') ? `1${ofToday.slice(1)}` : `0${ofToday.slice(1)}`
    const sent = async (token: unknown) => (await client.report(nextReceipt(), { token })).status
    expect(await sent(ofToday)).toBe(201)
    for (const token of [foreign, altered, sha256(ofToday)]) expect(await sent(token)).toBe(403)
    expect(await sent(undefined)).toBe(422)
    kit.deps.clock.advanceHours(24)
    expect(await sent(ofToday)).toBe(201)
    kit.deps.clock.advanceHours(24)
    expect(await sent(ofToday)).toBe(403)
    expect(await sent(tokenOf(kit))).toBe(201)
  })

  test('the token is the same on every server with one secret, and the previous secret is accepted while it is rotated', async ({
    kit,
  }) => {
    const oldTokens = memberTokens(kit.deps, ['old-secret'])
    expect(memberTokens(kit.deps, ['new-secret', 'old-secret']).accepts(oldTokens.current())).toBe(true)
    expect(memberTokens(kit.deps, ['new-secret']).accepts(oldTokens.current())).toBe(false)
    expect(oldTokens.current()).toBe(memberTokens(kit.deps, ['old-secret']).current())
  })

  test('a receipt that is sent twice stores one report; with another text it is refused', async ({ kit }) => {
    await incidentCompany(kit)
    const client = unnamedClient(kit)
    const receipt = nextReceipt()
    expect((await client.report(receipt)).status).toBe(201)
    expect((await client.report(receipt)).status).toBe(201)
    expect(await responseErrorCode(await client.report(receipt, { text: '别的事' }))).toBe('idempotency.key_reused')
    for (const bad of ['O234567890ABCDEF', 'ABC', `${receipt}A`]) expect((await client.report(bad)).status).toBe(422)
    expect(await listIncidents(kit)).toHaveLength(1)
  })

  test.skipIf(testDatabase.isEmbedded)('200 concurrent calls with one receipt store one report', async ({ kit }) => {
    await incidentCompany(kit)
    const client = unnamedClient(kit)
    const receipt = nextReceipt()
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.report(receipt)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(await listIncidents(kit)).toHaveLength(1)
    const types = await kit.deps.db.select({ type: incidentEvents.type }).from(incidentEvents)
    expect(types.map(({ type }) => type).sort()).toEqual(['routed', 'submitted'])
  })

  test('the database refuses to store a reporter with an unnamed report', async ({ kit }) => {
    await incidentCompany(kit)
    await unnamedClient(kit).report(nextReceipt())
    const naming = kit.deps.db.update(incidents).set({ reporterId: 'reporter' })
    await expect(naming).rejects.toMatchObject({ cause: { code: '23514' } })
  })

  test('reports beyond sixty an hour are kept in quarantine, notify once, and can be acknowledged', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const client = unnamedClient(kit)
    const receipts = Array.from({ length: 63 }, nextReceipt)
    for (const receipt of receipts) expect((await client.report(receipt)).status).toBe(201)
    const held = await kit.deps.db.select().from(incidents).where(eq(incidents.state, 'submitted'))
    expect(held).toHaveLength(3)
    const notified = await kit.deps.db.select().from(notices).where(eq(notices.event, 'incident.flood'))
    expect(notified.map(({ userid }) => userid).sort()).toEqual(['handler', 'second'])
    expect((await (await client.open(receipts[62]!)).json()) as object).toMatchObject({ state: 'submitted' })
    expect((await getCase(kit.deps, people.handler, held[0]!.id)).allowed).toContain('acknowledge')
    kit.deps.clock.advanceHours(2)
    const laterReceipt = nextReceipt()
    await client.report(laterReceipt)
    expect((await (await client.open(laterReceipt)).json()) as object).toMatchObject({ state: 'routed' })
  })

  test('a picture loses place, device and author; a PDF is refused', async ({ kit }) => {
    await incidentCompany(kit)
    kit.deps.images = workerImages()
    const exif = { IFD0: { Artist: '王小雨', Model: 'Phone of Wang' }, IFD3: { GPSLatitude: '22/1 32/1 0/1' } }
    const plain = sharp({ create: { width: 60, height: 40, channels: 3, background: '#336699' } })
    const photo = await plain.withExif(exif).jpeg().toBuffer()
    expect(photo.toString('latin1')).toContain('Phone of Wang')
    const client = unnamedClient(kit)
    expect((await client.report(nextReceipt(), { picture: photo.toString('base64') })).status).toBe(201)
    const [stored] = await kit.deps.db.select().from(incidentPictures)
    const bytes = Buffer.from(stored!.bytes)
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    expect(bytes.toString('latin1')).not.toContain('Phone of Wang')
    const pdf = Buffer.from('%PDF-1.7 /Author (Wang)').toString('base64')
    expect(await responseErrorCode(await client.report(nextReceipt(), { picture: pdf }))).toBe('file.refused')
  })

  test('a department of fewer than five people cannot receive an unnamed report', async ({ kit }) => {
    const { north, reporter } = await incidentCompany(kit)
    const small = await kit.given.department({ parent: north, name: '三人组' })
    const smallAdmin = await kit.given.member({ userid: 'one', department: small, adminOf: [small] })
    const { requestAs } = createTestClient(kit.deps)
    const isLargeEnough = async (actor: typeof smallAdmin) =>
      ((await (await requestAs(actor, 'GET', '/api/incidents/form')).json()) as IncidentForm).department?.isLargeEnough
    expect([await isLargeEnough(smallAdmin), await isLargeEnough(reporter)]).toEqual([false, true])
    const client = unnamedClient(kit)
    const to = (departmentId?: number) => client.report(nextReceipt(), { recipient: 'department', departmentId })
    expect([(await to(small)).status, (await to()).status, (await to(north)).status]).toEqual([422, 422, 201])
    const [row] = await listIncidents(kit)
    expect(row).toMatchObject({ departmentPath: [1, north] })
    const assigned = await rowsOf(kit.deps.db, sql`select userid, via from incident_assignees`)
    expect(assigned).toEqual([{ userid: 'admin', via: 'department' }])
  })
})
