import type { IncidentForm } from '@desk/shared/incidents/incident-schemas'
import type { Page } from '@playwright/test'
import { openReporting } from '../lib/open-reporting.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'

const RECEIPT = 'ABCD2345EFGH6789'
const key = (step: string) => ({ 'idempotency-key': `sample-incident-${step}` })

/** Sends a report without a name, as the page does: without the cookies of the session. */
async function reportUnnamed(gatewayUrl: string, token: string): Promise<void> {
  const report = { kind: 'leak', recipient: 'management', text: '大群里发了客户图纸', involved: [] }
  const response = await fetch(`${gatewayUrl}/api/incidents/unnamed`, {
    method: 'POST',
    headers: { origin: gatewayUrl, 'content-type': 'application/json', 'x-requested-with': 'desk' },
    body: JSON.stringify({ ...report, token, receipt: RECEIPT }),
  })
  if (!response.ok) throw new Error(`the unnamed report got ${String(response.status)}: ${await response.text()}`)
}

/** Reports an incident, about which the department admin asks, and one without a name, which is answered; returns their ids. */
export async function makeIncidentSamples(gatewayUrl: string): Promise<Record<'incident' | 'unnamed', string>> {
  await openReporting(gatewayUrl)
  const reporter = await openPhone(gatewayUrl, 'guoji')
  const body = { kind: 'sharing', recipient: 'department', text: '同事把账号借给外协用', involved: [] }
  const { id } = await postOrThrow<{ id: string }>(reporter, '/api/incidents', body, key('report'))
  const admin = await openPhone(gatewayUrl, 'limin')
  const commandsOf = (incident: string) => `/api/incidents/cases/${incident}/commands`
  await postOrThrow(admin, commandsOf(id), { command: 'acknowledge', version: 1 }, key('acknowledge'))
  await postOrThrow(admin, commandsOf(id), { command: 'ask', version: 2, text: '是哪个账号？' }, key('ask'))

  await reportUnnamed(gatewayUrl, (await reporter.get<IncidentForm>('/api/incidents/form')).token)
  const handler = await openPhone(gatewayUrl, 'linshuqing')
  const { items } = await handler.get<{ items: { id: string; isUnnamed: boolean }[] }>('/api/incidents/cases')
  const unnamed = items.find(({ isUnnamed }) => isUnnamed)?.id ?? ''
  await postOrThrow(handler, commandsOf(unnamed), { command: 'acknowledge', version: 1 }, key('take'))
  const reply = { command: 'reply', version: 2, text: '收到，图纸已撤回' }
  await postOrThrow(handler, commandsOf(unnamed), reply, key('reply'))
  return { incident: id, unnamed }
}

/** Stores the receipt of an unnamed report on the device, so that the form shows it. */
export async function showReceipt(page: Page): Promise<void> {
  await page.evaluate((receipt) => localStorage.setItem('desk.incidents.receipt', receipt), RECEIPT)
  await page.reload()
  await waitForHydration(page)
}

/** Opens the mailbox of the unnamed report. Clicks by script, so that the focus stays where a new page has it. */
export async function openMailbox(page: Page): Promise<void> {
  await showReceipt(page)
  await page.locator('.mailbox-form [type=submit]').evaluate((button: HTMLElement) => button.click())
  await page.locator('.reported').waitFor()
}
