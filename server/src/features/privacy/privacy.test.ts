import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MyData } from '@desk/shared/privacy/my-data'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { getMyData, getMyDataSummary } from './my-data.ts'
import { smallCompany, submitForMember, submitInfoChange } from '../../testing/request-fixtures.ts'

describe('the personal data export', () => {
  test('the personal data export contains the profile, requests, events, sessions and audit entries of the member, without secrets and other members’ data', async ({
    kit,
  }) => {
    const { applicant, admin, department } = await smallCompany(kit)
    const other = await kit.given.member({ userid: 'other', department })
    await submitInfoChange(kit, applicant)
    await submitInfoChange(kit, other, { position: { from: '店员', to: '店长' } })
    const { requestAs } = createTestClient(kit.deps)
    await requestAs(admin, 'GET', '/api/me')
    await requestAs(applicant, 'GET', '/api/me')
    const text = JSON.stringify(await getMyData(kit.deps, applicant.userid))
    const { sections } = JSON.parse(text) as MyData
    expect(sections.member).toMatchObject([{ userid: 'guoji', name: '郭𠮷', telephone: '0755-1000' }])
    expect(sections.requests).toMatchObject([{ applicantId: 'guoji', payload: { telephone: { to: '0755-2000' } } }])
    expect([sections.events.length, sections.sessions.length]).toEqual([1, 1])
    expect(sections.audit).toMatchObject([{ action: 'request.submitted', actor: 'guoji' }])
    expect(text).not.toMatch(/tokenHash|browserHash|responseCode|"other"|店长/)
  })

  test('the personal data export contains what others requested for the member, with its events', async ({ kit }) => {
    const { member, companyAdmin, view } = await submitForMember(kit)
    const { sections } = await getMyData(kit.deps, member.userid)
    expect(sections.requests).toMatchObject([{ id: view.id, applicantId: 'limin', subjectId: 'guoji' }])
    expect(sections.events).toMatchObject([{ requestId: view.id, type: 'submitted' }])
    expect((await getMyDataSummary(kit.deps, member)).counts).toMatchObject({ requests: 1, events: 1 })
    expect((await getMyData(kit.deps, companyAdmin.userid)).sections.requests).toEqual([])
  })

  test('the personal data export contains as many rows as the summary counts', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant)
    const { sections } = await getMyData(kit.deps, applicant.userid)
    const rowCounts = Object.fromEntries(Object.entries(sections).map(([name, rows]) => [name, rows.length]))
    expect((await getMyDataSummary(kit.deps, applicant)).counts).toEqual(rowCounts)
  })

  test.for(['html', 'json'] as const)(
    'the personal data export can be downloaded as %s once',
    async (format, { kit }) => {
      const { applicant } = await smallCompany(kit)
      const { requestAs } = createTestClient(kit.deps)
      const { path } = (await (
        await requestAs(applicant, 'POST', '/api/me/data/export', { format })
      ).json()) as OneTimeLink
      const file = await requestAs(null, 'GET', path)
      expect(file.headers.get('content-disposition')).toBe(`attachment; filename="my-data-2026-03-17.${format}"`)
      expect(await file.text()).toContain('郭𠮷')
      expect((await requestAs(null, 'GET', path)).status).toBe(410)
      const rows = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'my_data.exported'))
      expect(rows).toMatchObject([{ actor: 'guoji', details: { format } }])
    },
  )

  test('the HTML of the personal data export escapes markup in a value', async ({ kit }) => {
    await kit.given.department()
    const member = await kit.given.member({ position: '<img src=x onerror=alert(1)>' })
    const { requestAs } = createTestClient(kit.deps)
    const link = (await (
      await requestAs(member, 'POST', '/api/me/data/export', { format: 'html' })
    ).json()) as OneTimeLink
    const html = await (await requestAs(null, 'GET', link.path)).text()
    expect(html).toContain('&lt;img')
    expect(html).not.toContain('<img')
  })
})

describe('the office phone of another member', () => {
  const telephoneOf = ({ changes }: RequestView) => changes.find(({ field }) => field === 'telephone')

  test('an office phone is visible to its owner and the approver, and masked for others', async ({ kit }) => {
    const { applicant, admin, department } = await smallCompany(kit)
    const auditor = await kit.given.member({ department, roles: ['auditor'] })
    const ops = await kit.given.member({ department, roles: ['ops'] })
    const { id } = await submitInfoChange(kit, applicant)
    const { requestAs } = createTestClient(kit.deps)
    const seenBy = async (actor: typeof applicant) =>
      telephoneOf((await (await requestAs(actor, 'GET', `/api/requests/${id}`)).json()) as RequestView)
    for (const actor of [applicant, admin])
      expect(await seenBy(actor)).toMatchObject({ from: '0755-1000', to: '0755-2000' })
    for (const actor of [auditor, ops])
      expect(await seenBy(actor)).toMatchObject({ from: '075*-**00', to: '075*-**00' })
  })

  test('an office phone is revealed to ops, and the access is recorded', async ({ kit }) => {
    const { applicant, department } = await smallCompany(kit)
    const ops = await kit.given.member({ userid: 'olga', department, roles: ['ops'] })
    const { requestAs } = createTestClient(kit.deps)
    const revealed = await requestAs(ops, 'POST', '/api/members/GuoJi/reveal', {})
    expect([revealed.status, await revealed.json()]).toEqual([200, { telephone: '0755-1000' }])
    const rows = await kit.deps.db.select().from(auditEntries)
    expect(rows).toMatchObject([{ actor: 'olga', action: 'member.telephone_revealed', object: 'guoji' }])
    expect((await requestAs(ops, 'POST', '/api/members/nobody/reveal', {})).status).toBe(404)
    expect((await requestAs(applicant, 'POST', '/api/members/guoji/reveal', {})).status).toBe(404)
  })
})

describe('the privacy notice', () => {
  test('the privacy notice names the contacts and the retention periods', async ({ kit }) => {
    const { applicant, department } = await smallCompany(kit)
    await kit.given.member({ name: '周岚', department, roles: ['ops_lead'] })
    const { requestAs } = createTestClient(kit.deps)
    const view: unknown = await (await requestAs(applicant, 'GET', '/api/privacy')).json()
    expect(view).toEqual({
      contacts: ['周岚'],
      days: { log: 400, contact: 90, transient: 30, signer: 400, incident: 1095 },
    })
  })
})
