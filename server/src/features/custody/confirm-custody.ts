import type { CustodyBody, CustodyView } from '@desk/shared/custody/custody-schemas'
import { CUSTODY_EDITION, custodyStatements } from '@desk/shared/custody/custody-statements'
import type { OwnActor } from '@desk/shared/identity/actor'
import type { Language } from '@desk/shared/pages/initial-state'
import { today } from '../../access/grant-conditions.ts'
import type { Database } from '../../db/database.ts'
import { InvalidInputError } from '../../kernel/app-error.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { DayDeps, Deps, ReadDeps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { dropAskingLine, insertAttestation, listAttestations, markConfirmed, occasionOf } from './custody-queries.ts'

/** Returns the hash of the statements as they are shown in a language. */
export const statementsHash = (language: Language): string =>
  sha256(JSON.stringify([CUSTODY_EDITION, language, ...custodyStatements[language]]))

export const currentYear = (deps: DayDeps): number => Number(today(deps).slice(0, 4))

/** Returns the statements' hash, and what the caller confirmed. */
export async function getCustody(deps: ReadDeps, { userid }: OwnActor, language: Language): Promise<CustodyView> {
  const rows = await listOwnAttestations(deps.db, userid)
  const year = currentYear(deps)
  return {
    year,
    edition: CUSTODY_EDITION,
    textHash: statementsHash(language),
    confirmedAt: rows.find((row) => row.year === year)?.confirmedAt.toISOString() ?? null,
    earlier: rows
      .filter((row) => row.year !== year)
      .map((row) => ({ year: row.year, at: row.confirmedAt.toISOString() })),
  }
}

/** Lists the confirmations of the present holder of the userid, the latest first. */
export const listOwnAttestations = async (db: Database, userid: string) =>
  listAttestations(db, userid, await occasionOf(db, userid))

/**
 * Stores that the caller confirmed each statement, once a year. They need not have been asked.
 *
 * @throws InvalidInputError when the page shows the statements of another year, edition or language
 */
export async function confirmCustody(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>,
  actor: OwnActor,
  { year, textHash, language }: Pick<CustodyBody, 'year' | 'textHash'> & { language: Language },
): Promise<CustodyView> {
  if (year !== currentYear(deps) || textHash !== statementsHash(language))
    throw new InvalidInputError('Other statements are shown', [{ path: 'textHash', code: 'custody.other_text' }])
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    const { userid } = actor
    const occasion = await occasionOf(tx, userid)
    const row = { userid, year, occasion, edition: CUSTODY_EDITION, language, textHash, confirmedAt: at }
    if (!(await insertAttestation(tx, row))) return
    await markConfirmed(tx, userid, year, at)
    await dropAskingLine(tx, userid, year)
    const details = { year, edition: CUSTODY_EDITION, textHash }
    await recordAudit(tx, { at, actor: userid, action: 'custody.confirmed', object: userid, details })
    await deps.emit(tx, 'workload.changed', { userids: [userid], at })
  })
  return getCustody(deps, actor, language)
}
