import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'

/** Creates a planned closing, an emergency that waits for the second person, and one that is disabled; returns their ids. */
export async function makeClosingSamples(
  gatewayUrl: string,
): Promise<Record<'closing' | 'closingToConfirm' | 'closingDisabled', string>> {
  const hr = await openPhone(gatewayUrl, 'xiaolan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  const open = (body: object) => postOrThrow<ClosingView>(hr, '/api/closings', body)
  const prepared = await open({ kind: 'leave', subjectId: 'gaofeng', lastDay: '2026-12-31' })
  const toConfirm = await open({ kind: 'emergency', subjectId: 'yuting', reason: '账号疑似被盗用' })
  const disabled = await open({ kind: 'emergency', subjectId: 'songyang', reason: '泄密调查' })
  await postOrThrow(lead, `/api/closings/${disabled.id}/confirmation`, { version: disabled.version })
  await until('the disabled account', async () => {
    const { phase } = await hr.get<ClosingView>(`/api/closings/${disabled.id}`)
    return phase === 'disabled' ? phase : null
  })
  return { closing: prepared.id, closingToConfirm: toConfirm.id, closingDisabled: disabled.id }
}
