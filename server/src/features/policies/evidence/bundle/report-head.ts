import { departmentNames } from '../../../../directory/department-names.ts'
import { memberNames } from '../../../../directory/member-names.ts'
import { ROOT_DEPARTMENT } from '../../../../directory/root-department.ts'
import type { Deps } from '../../../../kernel/deps.ts'
import { readSetting } from '../../../../kernel/settings-queries.ts'
import { anchorDelivery } from '../../../audit/anchor-delivery.ts'
import { type AnchorRow, listAnchors } from '../../../audit/log/checkpoint-queries.ts'
import { rootOfNote } from '../../../audit/log/log-head.ts'
import type { SignedLog } from '../../../audit/prove.ts'
import type { BundleReport } from './bundle-report.ts'

type HeadDeps = Pick<Deps, 'db' | 'ids' | 'clock' | 'site'>

/** Returns the head of report.html: the log, the company and the exporter. */
export async function reportHead(
  deps: HeadDeps,
  { log, size, note }: SignedLog,
  by: string,
): Promise<Omit<BundleReport, 'rosters' | 'notIncluded' | 'documents'>> {
  const { db, ids, clock, site } = deps
  const { origin, vkey } = log
  const anchor = (await listAnchors(db, log.no)).findLast((row) => row.size <= size)
  const { name } = (await memberNames(db, [by]))(by)
  return {
    origin,
    vkey,
    madeAt: clock.now(),
    timeZone: site.timeZone,
    salt: ids.token(),
    checkpoint: { size, root: rootOfNote(note) },
    anchor: anchor
      ? {
          size: anchor.size,
          root: rootOfNote(anchor.note),
          at: anchor.at,
          isStamped: anchor.token !== null,
          isSent: await isSent(deps, anchor),
        }
      : null,
    company: (await departmentNames(db, [ROOT_DEPARTMENT])).get(ROOT_DEPARTMENT) ?? null,
    by: exporterText(by, name),
  }
}

/** Returns the exporter's name and userid; for a member who is no longer in the directory, only the userid. */
function exporterText(by: string, name: string): string {
  if (by.startsWith('system:')) return '服务器管理员（命令行）'
  return name === by ? by : `${name}（${by}）`
}

/** Returns whether a message with this anchor, or with a later one, went to an auditor. */
async function isSent({ db }: HeadDeps, { log, size }: AnchorRow): Promise<boolean> {
  const { value: last } = await readSetting(db, anchorDelivery)
  return last !== null && (last.log > log || (last.log === log && last.size >= size))
}
