import type { Exposure } from '@desk/shared/lost-device/lost-device-schemas'
import { mayActOnCase } from '@desk/shared/lost-device/lost-device-rules'
import type { Tx } from '../../../db/database.ts'
import { findActiveActor } from '../../../access/find-active-actor.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { cardTime } from '../../notifications/card-dates.ts'
import { enqueueRequestNotice } from '../../notifications/notices.ts'
import { adminsAndOps, callList, factsOf } from '../cases/case-approvers.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import type { CaseRow } from '../cases/case-queries.ts'
import { reportersOf } from '../cases/enqueue-case-jobs.ts'
import { NOTICE_TOPIC } from '../cases/lost-topics.ts'
import { recordCase } from '../cases/record-case.ts'

/** Cards are read in WeCom, in Chinese. */
const typeNames = {
  new_device: '新设备登录',
  second_device: '副设备登录',
  mobile_changed: '更换手机号',
  wechat_bound: '绑定或换绑微信',
} as const satisfies Record<Exposure['items'][number]['type'], string>

/** Returns whether a reading found records that the case did not show before. */
export function hasNews(before: Exposure | null, found: Exposure): boolean {
  const known = new Set((before?.items ?? []).map(keyOf))
  return countOf(found) > countOf(before) || found.items.some((item) => !known.has(keyOf(item)))
}

export const countOf = (exposure: Exposure | null): number => exposure?.count ?? exposure?.items.length ?? 0

const keyOf = ({ at, type, ip }: Exposure['items'][number]): string => `${at} ${type} ${ip}`

/**
 * Notifies everyone who handles the case of what a reading found, at any hour and also after the case was closed: nobody may
 * be looking at its page by then. The same findings are not reported twice, for example when the same period is read again.
 */
export async function notifyOfExposure(deps: CaseDeps, tx: Tx, row: CaseRow, found: Exposure): Promise<void> {
  const txDeps = { ...deps, db: tx }
  const { order } = await callList(txDeps, row)
  const people = [...reportersOf(row), ...(await adminsAndOps(txDeps, row)), ...order]
  const handlers = await filterHandlers(txDeps, row, people)
  const notice = {
    event: 'device.exposure',
    request: row,
    purpose: 'result',
    topic: NOTICE_TOPIC,
    objectId: `${row.id}:${sha256(JSON.stringify([countOf(found), found.items])).slice(0, 16)}`,
    about: { line: findingText(deps, found) },
  } as const
  const notified: string[] = []
  for (const userid of handlers) if (await enqueueRequestNotice(deps, tx, { ...notice, userid })) notified.push(userid)
  if (notified.length > 0) await recordCase(deps, tx, row, 'exposure_found', { asked: notified })
}

/**
 * Returns those of these people who handle the case now. The subject does not, whatever their role, and neither does
 * whoever left, lost the role, or only reported.
 */
export async function filterHandlers(deps: ReadDeps, row: CaseRow, userids: readonly string[]): Promise<string[]> {
  const facts = await factsOf(deps, row)
  const handlers = new Set<string>()
  for (const userid of new Set(userids)) {
    const actor = await findActiveActor(deps, userid)
    if (actor && mayActOnCase(actor, 'relock', facts)) handlers.add(actor.userid)
  }
  return [...handlers]
}

/** Returns what was found in one row of a card. */
function findingText({ site }: Pick<ReadDeps, 'site'>, found: Exposure): string {
  const latest = found.items.at(-1)
  const count = `${String(countOf(found))} 条`
  return latest ? `${count}，最近 ${cardTime(site.timeZone, new Date(latest.at))} ${typeNames[latest.type]}` : count
}
