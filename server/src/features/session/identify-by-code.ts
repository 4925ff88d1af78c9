import { useridSchema } from '@desk/shared/kernel/ids'
import type { SignInRefusal } from '@desk/shared/pages/page-schemas'
import { isBadCodeRefusal } from '../../access/oauth-code.ts'
import { WecomError } from '../../kernel/app-error.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import type { SessionDeps } from './session-deps.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

/** What WeCom returned about a member, and when it was asked. */
export type MemberReading = { member: WecomMember; readAt: Date }

export type Identified =
  | ({ kind: 'member' } & MemberReading)
  /** `reading`: set when WeCom returns the member, so that the caller can sync them. */
  | { kind: 'refused'; reason: SignInRefusal; reading?: MemberReading }

const refused = (reason: SignInRefusal): Identified => ({ kind: 'refused', reason })

/**
 * Exchanges the code for a member, and checks whether they may sign in. WeCom also identifies members outside the app's
 * visible range (doc 91023).
 */
export async function identify(
  { wecom, clock, log }: Pick<SessionDeps, 'wecom' | 'clock' | 'log'>,
  code: string,
): Promise<Identified> {
  try {
    const identity = await wecom.identityByCode(code)
    // A member of a linked company has the form `CorpId/userid` (doc 91023), which is not a userid of this company.
    if (identity.kind === 'outsider' || !useridSchema.safeParse(identity.userid).success) return refused('outsider')
    const readAt = clock.now()
    return admit(await wecom.findMember(identity.userid), readAt)
  } catch (error) {
    if (isBadCodeRefusal(error)) return refused('code_used')
    if (!(error instanceof WecomError)) throw error
    log.warn({ err: error }, 'WeCom could not identify the member who signs in')
    return refused('wecom_unavailable')
  }
}

const refusalByStatus = { 2: 'disabled', 4: 'not_activated' } as const

function admit(member: WecomMember | null, readAt: Date): Identified {
  if (!member) return refused('out_of_range')
  if (member.status === ACTIVE) return { kind: 'member', member, readAt }
  return { kind: 'refused', reason: refusalByStatus[member.status], reading: { member, readAt } }
}
