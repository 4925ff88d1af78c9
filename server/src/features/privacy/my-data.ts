import type { OwnActor } from '@desk/shared/identity/actor'
import type { MyData, MyDataSummary } from '@desk/shared/privacy/my-data'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { createDownloadLink } from '../../kernel/download-links-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { myDataHtml } from './my-data-html.ts'
import { countMyData, readMyData } from './my-data-queries.ts'

export const myDataExports = { json: 'my-data.json', html: 'my-data.html' } as const

/** Returns the caller's personal data by category. */
export async function getMyData({ db, clock }: Pick<Deps, 'db' | 'clock'>, userid: string): Promise<MyData> {
  return { userid, madeAt: clock.now().toISOString(), sections: await readMyData(db, userid) }
}

/** Counts the caller's personal data by category. */
export async function getMyDataSummary({ db }: Pick<Deps, 'db'>, actor: OwnActor): Promise<MyDataSummary> {
  return { counts: await countMyData(db, actor.userid) }
}

export function exportMyData(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  { userid }: OwnActor,
  format: keyof typeof myDataExports,
): Promise<OneTimeLink> {
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    await recordAudit(tx, { at, actor: userid, action: 'my_data.exported', object: userid, details: { format } })
    return createDownloadLink(tx, deps, { userid, what: myDataExports[format], query: {} })
  })
}

export const myDataFile = async (deps: Pick<Deps, 'db' | 'clock'>, userid: string, format: 'json' | 'html') => {
  const data = await getMyData(deps, userid)
  return format === 'json' ? JSON.stringify(data, null, 2) : myDataHtml(data)
}
