import type { BatchView } from '@desk/shared/accounts/account-schemas'
import { emptyJoiner } from '@desk/shared/accounts/joiner-fields'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'

/** The member who has a first day. */
export const FIRST_DAY = 'hanmeimei'

/**
 * Creates entries that wait for review (one of them of a partner), one that was returned, one whose account people create in the
 * console, and a member on their first day; returns the ids of a batch and of two entries.
 */
export async function makeAccountSamples(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'activateMember' | 'clock'>,
): Promise<Record<'joinerBatch' | 'joiner' | 'manualJoiner', string>> {
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
  const startsOn = dayIn('Asia/Shanghai', new Date(await simulator.clock.now()))
  const confirm = async (id: string) => {
    const batch = await ops.get<BatchView>(`/api/joiners/batches/${id}`)
    const decision = { decision: 'confirm', planHash: batch.planHash, excluded: [] }
    await postOrThrow(ops, `/api/joiners/batches/${id}/decision`, decision)
  }
  const waitForState = (id: string, ...reached: string[]) =>
    until(reached.join(' or '), async () => {
      const [item] = (await ops.get<BatchView>(`/api/joiners/batches/${id}`)).items
      return item && reached.includes(item.state) ? item : null
    })
  const arrived = await submit('crawl-first-day', [{ ...entry(5, '韩梅梅'), userid: FIRST_DAY, startsOn }])
  await confirm(arrived)
  await waitForState(arrived, 'created', 'invited')
  await simulator.activateMember(FIRST_DAY)
  await waitForState(arrived, 'activated')
  // While another system writes the directory, the app leaves the creation of accounts to people.
  const manual = await submit('crawl-by-hand', [{ ...entry(6, '古丽娜尔·买买提'), startsOn }])
  await postOrThrow(ops, '/api/settings/directory-feed', { name: '人事系统', version: 0 })
  await confirm(manual)
  const { id: manualJoiner } = await waitForState(manual, 'by_hand')
  await postOrThrow(ops, '/api/settings/directory-feed', { name: '', version: 1 })
  return { joinerBatch, joiner: items[0]?.id ?? '', manualJoiner }
}
