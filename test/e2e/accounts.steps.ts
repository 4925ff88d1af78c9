import { writeXlsx } from '@desk/server/xlsx'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { SimulatorClient } from '../lib/simulator-client.ts'

const ZONE = 'Asia/Shanghai'
const HEADINGS = [
  '姓名',
  '账号',
  '手机',
  '部门',
  '岗位',
  '报到日',
  '合作公司',
  '对接人',
  '合作到期',
  '身份证号',
] as const
export type Line = Partial<Record<(typeof HEADINGS)[number], string>>

export const dayAfter = async (simulator: SimulatorClient, days: number): Promise<string> =>
  shiftDay(dayIn(ZONE, new Date(await simulator.clock.now())), days)

/** Creates thirty joiners, of whom seven have one fault each. */
export function thirtyLines(startsOn: string): Line[] {
  const lines: Line[] = Array.from({ length: 30 }, (_, nth) => ({
    姓名: `新同事${'甲乙丙丁戊己庚辛壬癸'.charAt(nth % 10)}${'一二三'.charAt(Math.floor(nth / 10))}`,
    账号: `joiner${String(nth + 1)}`,
    手机: `1391${String(1_000_001 + nth)}`,
    部门: '来料检验组',
    岗位: '检验员',
    报到日: startsOn,
    身份证号: '440300199001011234',
  }))
  const spoil = (at: number, changes: Line) => Object.assign(lines[at] ?? {}, changes)
  spoil(1, { 姓名: '' })
  spoil(3, { 手机: '139100041' })
  spoil(5, { 部门: '来料检验' })
  spoil(7, { 报到日: '2026-01-05' })
  spoil(9, { 账号: 'guoji' })
  spoil(11, { 手机: '13911000001' })
  spoil(13, { 合作公司: '驻厂外协', 对接人: '李敏' })
  return lines
}

export const toPaste = (lines: readonly Line[]): string =>
  [HEADINGS.join('\t'), ...lines.map((line) => HEADINGS.map((name) => line[name] ?? '').join('\t'))].join('\n')

export async function toXlsx(lines: readonly Line[], filler = ''): Promise<Buffer> {
  const rows = lines.map((line) => [...HEADINGS.map((name) => line[name] ?? ''), filler])
  async function* sheets() {
    yield await Promise.resolve({
      name: '入职',
      title: [],
      headings: [...HEADINGS, '备注'].map((name) => ({ name, width: 12 })),
      rows: rows.map((row) => [row]),
    })
  }
  const parts: Uint8Array[] = []
  for await (const part of writeXlsx(sheets(), { timeZone: ZONE, madeAt: new Date('2026-03-17T02:00:00Z') }))
    parts.push(part)
  return Buffer.concat(parts)
}

/** Accounts that the app created, and the invitations that it sent. */
export async function openedAccounts(simulator: SimulatorClient): Promise<{ created: string[]; invited: string[] }> {
  const effects = await simulator.effects()
  return {
    created: effects.flatMap((one) => (one.effect === 'member.create' && one.by === 'contacts' ? [one.userid] : [])),
    invited: effects.flatMap((one) => (one.effect === 'invite' ? one.to : [])),
  }
}
