import type { MemberActor } from '@desk/shared/identity/actor'
import { TooManyError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { keyedHash } from '../../kernel/hash.ts'
import { today } from '../../access/grant-conditions.ts'
import type { RateWindow } from '../../kernel/rate-window.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { hasLead, putClaim, useClaim } from './claim-queries.ts'
import { ClaimRefusedError } from './role-errors.ts'
import { endGrant, insertGrant, lockOpenGrant } from './role-queries.ts'

type ClaimDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>

/** Time to walk from the console to a phone. */
const CLAIM_MS = 30 * 60_000
/** Guesses per person and process. */
export const CLAIM_TRIES = { limit: 5, windowMs: 60_000 }

/** Read out and typed: hyphens and case do not count, and the letters that Crockford left out are what they look like. */
const spelled = (code: string) =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')

/** A fresh code when nobody is the ops lead, else null. It takes the place of every earlier one. */
export async function offerOpsClaim(deps: ClaimDeps, secret: string): Promise<string | null> {
  if (await hasLead(deps.db, today(deps))) return null
  const code = deps.ids.requestNo()
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const expiresAt = new Date(at.getTime() + CLAIM_MS)
    await putClaim(tx, { codeHash: keyedHash(secret, spelled(code)), createdAt: at, expiresAt })
    await recordAudit(tx, { at, actor: 'system:start', action: 'roles.claim_offered', object: 'ops_lead', details: {} })
  })
  return code
}

/**
 * Makes the caller the ops lead, who gives every other role, by the code on the console.
 *
 * @throws ClaimRefusedError for a code that is wrong, used, old or no longer needed; TooManyError after five tries
 */
export async function claimOps(
  deps: ClaimDeps,
  { userid }: MemberActor,
  claim: { code: string; secret: string; tries: RateWindow },
): Promise<void> {
  if (claim.tries.isFull(userid)) throw new TooManyError('Too many codes tried')
  claim.tries.add(userid)
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const isUsed = await useClaim(tx, keyedHash(claim.secret, spelled(claim.code)), userid, at)
    if (!isUsed || (await hasLead(tx, today(deps)))) throw new ClaimRefusedError()
    const key = { userid, role: 'ops_lead', departmentId: null } as const
    // One whose days are over, or have not come.
    const open = await lockOpenGrant(tx, key)
    if (open) await endGrant(tx, open.id, userid, at)
    const id = deps.ids.next('grant')
    await insertGrant(tx, { ...key, id, source: 'setting', grantedAt: at, confirmedBy: userid, confirmedAt: at })
    await deps.emit(tx, 'roles.changed', { userids: [userid], role: key.role, at: [at] })
    await recordAudit(tx, {
      at,
      actor: userid,
      action: 'roles.claimed',
      object: id,
      details: { userid, role: 'ops_lead' },
    })
  })
}
