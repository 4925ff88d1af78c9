import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { openPhone } from './phone-session.ts'
import { until } from './wait-until.ts'

/** A server that just started reads the directory; only afterwards it knows who decides for whom. */
export async function whenDirectoryIsRead(gatewayUrl: string): Promise<void> {
  const phone = await openPhone(gatewayUrl, 'guoji')
  await until('a decider for guoji', async () => {
    const { deciders } = await phone.get<InfoChangeForm>('/api/info-change/form')
    return deciders.length > 0 ? deciders : null
  })
}
