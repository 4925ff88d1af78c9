import { calendarDay } from '@desk/shared/kernel/calendar-day-schema'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { endOfDay } from '@desk/shared/kernel/working-calendar'
import type { FieldError } from '@desk/shared/errors'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type ApiKeyBody, type CreatedApiKey, MAX_KEY_DAYS } from '@desk/shared/api-keys/api-key-schemas'
import { InvalidInputError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { Deps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { memberNames } from '../../directory/member-names.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { insertKey } from './api-key-queries.ts'
import { toApiKeyView } from './api-key-view.ts'

/** Prefix of all keys, so that secret scanners recognize them. */
const KEY_PREFIX = 'desk_'
/** Characters of a key that are stored and shown. */
const SHOWN_LENGTH = KEY_PREFIX.length + 4

/** Creates a key. Only this response contains the secret. @throws InvalidInputError when its last day is not possible */
export async function createApiKey(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  body: ApiKeyBody,
): Promise<CreatedApiKey> {
  const now = deps.clock.now()
  const problems = expiryProblems(deps, body)
  if (problems.length > 0) throw new InvalidInputError('Bad expiresOn', problems)
  const key = KEY_PREFIX + deps.ids.token()
  const row = {
    id: deps.ids.next('apiKey'),
    name: body.name,
    keyHash: sha256(key),
    prefix: key.slice(0, SHOWN_LENGTH),
    scopes: [...new Set(body.scopes)],
    addresses: [...new Set(body.addresses)],
    createdBy: actor.userid,
    createdAt: now,
    expiresAt: endOfDay(deps.site.timeZone, body.expiresOn),
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
  }
  await deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'ops')
    await insertKey(tx, row)
    const details = { scopes: row.scopes, addresses: row.addresses, expiresOn: body.expiresOn }
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'api_keys.make', object: row.id, details })
  })
  const names = await memberNames(deps.db, [actor.userid])
  return { key, view: toApiKeyView({ ...row, hasResponsibleMember: true, lastCall: null }, names(actor.userid), now) }
}

/** Returns what is wrong with the last day of a key: it is missing, over, or too far ahead. */
export function expiryProblems(
  { clock, site }: Pick<Deps, 'clock' | 'site'>,
  { expiresOn }: { expiresOn?: unknown },
): FieldError[] {
  const problem = (code: string) => [{ path: 'expiresOn', code }]
  if (expiresOn === '') return problem('key.no_last_day')
  const day = calendarDay.safeParse(expiresOn).data
  if (day === undefined) return []
  const [now, expiresAt] = [clock.now(), endOfDay(site.timeZone, day)]
  if (expiresAt <= now) return problem('key.expired_already')
  return expiresAt.getTime() > now.getTime() + MAX_KEY_DAYS * DAY_MS ? problem('key.lives_too_long') : []
}
