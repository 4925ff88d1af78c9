import type { BatchView } from '@desk/shared/accounts/account-schemas'
import { emptyJoiner } from '@desk/shared/accounts/joiner-fields'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'

/** Creates entries that wait, one that was returned, and one of a partner. */
export async function makeAccountSamples(gatewayUrl: string): Promise<Record<'joinerBatch' | 'joiner', string>> {
  const hr = await openPhone(gatewayUrl, 'xiaolan')
  const entry = (no: number, name: string) => ({
    ...emptyJoiner(no),
    name,
    mobile: `1390000${String(1000 + no)}`,
    department: '来料检验组',
    position: '检验员',
    startsOn: '2026-06-30',
  })
  const partner = { ...entry(3, 'Oleg Karimov'), company: '驻厂调试', sponsor: 'limin', endsOn: '2026-11-30' }
  const submit = async (key: string, rows: object[]) => {
    const { status, body } = await hr.post<{ id: string }>('/api/joiners/batches', { rows }, { 'idempotency-key': key })
    if (status !== 201) throw new Error(`submitting joiners got ${String(status)}: ${JSON.stringify(body)}`)
    return body.id
  }
  const joinerBatch = await submit('crawl-joiners', [entry(1, '欧阳靖'), entry(2, '帕孜莱提·艾尼'), partner])
  const returned = await submit('crawl-returned', [entry(4, '丁家豪')])
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  const { planHash, items } = await ops.get<BatchView>(`/api/joiners/batches/${returned}`)
  await postOrThrow(ops, `/api/joiners/batches/${returned}/decision`, {
    decision: 'return',
    planHash,
    reason: '岗位写全',
  })
  return { joinerBatch, joiner: items[0]?.id ?? '' }
}
