import { randomUUID } from 'node:crypto'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { PhoneSession } from './phone-session.ts'
import { until } from './wait-until.ts'

/** The status while the directory names no approver. */
const NO_APPROVER = 409

/** Submits a change of the position and returns the status, once the directory names an approver. */
export async function submitRequest(phone: PhoneSession): Promise<number> {
  const { fields } = await phone.get<InfoChangeForm>('/api/info-change/form')
  const from = fields.find(({ field }) => field === 'position')?.value ?? ''
  const payload = { position: { from, to: '高级工程师' } }
  return until('the department admins of the directory', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const { status } = await phone.post('/api/requests', { kind: 'info_change', payload }, key)
    return status === NO_APPROVER ? null : status
  })
}
