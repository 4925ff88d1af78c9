import { openPhone } from '../lib/phone-session.ts'
import { publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { signThroughApi, AFTER_READING_MS } from '../lib/sign-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'

const TODAY = '2026-03-17'

/** Publishes the template policy and signs it once; returns its id and the code of the receipt. */
export async function makePolicySamples(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'advanceClock'>,
): Promise<{ policy: string; receipt: string }> {
  const author = await openPhone(gatewayUrl, 'chenhaiyan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  const id = await getTemplateId(author)
  await publishVersion({ author, lead }, { id, kind: 'major', change: (draft) => draft, today: TODAY })
  const { code } = await signThroughApi(gatewayUrl, 'guoji', id, () => simulator.advanceClock(AFTER_READING_MS))
  return { policy: id, receipt: code }
}
