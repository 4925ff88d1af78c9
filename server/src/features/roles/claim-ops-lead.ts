import { actorName, type MemberActor, type SystemActor } from '@desk/shared/identity/actor'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../kernel/deps.ts'
import { keyedHash } from '../../kernel/hash.ts'
import { today } from '../../access/grant-conditions.ts'
import { normalizeReadableCode } from '@desk/shared/kernel/readable-code'
import type { RateWindow } from '../../kernel/rate-window.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { hasLead, putClaim, useClaim } from './claim-queries.ts'
import { ClaimRefusedError } from './role-errors.ts'
import { endGrant, insertGrant, lockOpenGrant } from './role-queries.ts'

type ClaimDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>

const startJob: SystemActor = { kind: 'system', job: 'start' }

/** Validity of a code, long enough to carry it from the console to a phone. */
const CLAIM_MS = 30 * MINUTE_MS
/** Attempts per member and minute, in each process. */
export const CLAIM_TRIES = { limit: 5, windowMs: MINUTE_MS }

/** Returns a new code when no member who can act is the ops lead, else null. It replaces every earlier code. */
export async function offerOpsClaim(deps: ClaimDeps, secret: string): Promise<string | null> {
  if (await hasLead(deps.db, today(deps))) return null
  const code = deps.ids.readableCode()
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const expiresAt = new Date(at.getTime() + CLAIM_MS)
    await putClaim(tx, { codeHash: keyedHash(secret, normalizeReadableCode(code)), createdAt: at, expiresAt })
    const actor = actorName(startJob)
    await recordAudit(tx, { at, actor, action: 'roles.claim_offered', object: 'ops_lead', details: {} })
  })
  return code
}

/**
 * Makes the caller the ops lead, who grants all other roles, in exchange for the code that the server printed on its
 * console.
 *
 * @throws ClaimRefusedError for a wrong, used, expired or unneeded code; TooManyError after five attempts within a minute
 */
export async function claimOpsLead(
  deps: ClaimDeps,
  { userid }: MemberActor,
  claim: { code: string; secret: string; tries: RateWindow },
): Promise<void> {
  claim.tries.addOrThrow(userid, 'Too many codes tried')
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const isUsed = await useClaim(tx, keyedHash(claim.secret, normalizeReadableCode(claim.code)), userid, at)
    if (!isUsed || (await hasLead(tx, today(deps)))) throw new ClaimRefusedError()
    const key = { userid, role: 'ops_lead', departmentId: null } as const
    // `hasLead` counts no grant of the caller that is over or has not started, and none while they are a held departure.
    const open = await lockOpenGrant(tx, key)
    if (open) await endGrant(tx, open.id, userid, at)
    const id = deps.ids.next('grant')
    const { role } = key
    await insertGrant(tx, { ...key, id, source: 'setting', grantedAt: at, confirmedBy: userid, confirmedAt: at })
    await deps.emit(tx, 'roles.changed', { userids: [userid], role, at: [at] })
    await recordAudit(tx, { at, actor: userid, action: 'roles.claimed', object: id, details: { userid, role } })
  })
}
