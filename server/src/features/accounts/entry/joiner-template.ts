import { headingNames } from '@desk/shared/accounts/heading-names'
import { joinerFields } from '@desk/shared/accounts/joiner-fields'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../../access/current-actor.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { type Sheet, writeXlsx } from '../../../kernel/xlsx/write-xlsx.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { AccountDeps } from '../model/account-deps.ts'

export const joinerTemplate = 'accounts.template'

/** Width of a column, in characters. */
const WIDTH = 16

/** Creates a one-time link to the empty sheet. */
export const openTemplate = (deps: AccountDeps, actor: MemberActor): Promise<OneTimeLink> =>
  deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'hr')
    return createDownloadLink(tx, deps, { userid: actor.userid, what: joinerTemplate, query: {} })
  })

/** Returns an empty sheet with the headings. It has no example row, which would be submitted with the rest. */
export function templateFile({ clock, site }: Pick<Deps, 'clock' | 'site'>): AsyncIterable<Uint8Array> {
  const sheet: Sheet = {
    name: '待入职',
    title: [],
    headings: joinerFields.map((field) => ({ name: headingNames[field][0], width: WIDTH })),
    rows: [[]],
  }
  return writeXlsx(streamOf(sheet), { timeZone: site.timeZone, madeAt: clock.now() })
}

async function* streamOf(sheet: Sheet): AsyncGenerator<Sheet> {
  yield await Promise.resolve(sheet)
}
