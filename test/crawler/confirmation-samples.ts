import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'

/** Creates a campaign for the whole company, waits until it has started, and returns its id. */
export async function makeConfirmationSamples(gatewayUrl: string, nowMs: number): Promise<Record<'campaign', string>> {
  const hr = await openPhone(gatewayUrl, 'xiaolan')
  const today = dayIn('Asia/Shanghai', new Date(nowMs))
  const body = {
    title: '上半年信息核对',
    audience: { everyone: true, departments: [], roles: [], partners: false, people: [] },
    fields: ['name', 'department', 'position', 'telephone'],
    startsOn: today,
    endsOn: shiftDay(today, 14),
  }
  const path = '/api/settings/confirmations'
  await postOrThrow(hr, path, body, { 'idempotency-key': 'sample-campaign' })
  const id = await until('a campaign', async () => {
    const { items } = await hr.get<CampaignList>(path)
    return items.find(({ state }) => state === 'running')?.id ?? null
  })
  return { campaign: id }
}
