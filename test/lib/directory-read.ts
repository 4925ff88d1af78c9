import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { openPhone } from './phone-session.ts'
import { until } from './wait-until.ts'

/** Waits until a new server has read the directory and knows the approvers. */
export async function waitForDirectory(gatewayUrl: string): Promise<void> {
  const phone = await openPhone(gatewayUrl, 'guoji')
  await until('an approver of guoji', async () => {
    const { deciders } = await phone.get<InfoChangeForm>('/api/info-change/form')
    return deciders.length > 0 ? deciders : null
  })
}
