import type { ConsentBody, HiddenAnswer, HiddenValues } from '@desk/shared/confirmations/confirmation-schemas'
import { type HiddenField, hiddenFields } from '@desk/shared/confirmations/confirmation-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type CampaignId, sameUserid } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { isBadCodeRefusal } from '../../../access/oauth-code.ts'
import { isInWecom, oauthUrl } from '../../../access/oauth-url.ts'
import { InvalidInputError, WecomRefusedError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { getConfirmation } from '../answering/get-confirmation.ts'
import { NotOpenError } from '../confirmation-errors.ts'
import type { CampaignDayDeps } from '../model/late-start.ts'
import type { ConsentSeals } from './consent-seals.ts'

export type ConsentDeps = CampaignDayDeps &
  Pick<Deps, 'wecom'> & { consent: { seals: ConsentSeals; oauthBase: string } }

/** Returns whether WeCom refused the ticket of the consent: it is older than half an hour, or unknown (doc 95833). */
const isBadTicket = (errcode: number): boolean => [84014, 84015].includes(errcode)

// The consent is not the caller's, too old, or was used: the member consents again.
const refusedConsent = () =>
  new InvalidInputError('The consent is not valid', [{ path: 'hidden', code: 'confirmation.consent' }])

const partsOf = (kind: 'state' | 'shown', { userid }: MemberActor, id: CampaignId) => [kind, userid.toLowerCase(), id]

/** @throws NotOpenError when the member has nothing to answer, NotFoundError when the campaign does not ask them */
async function requireOpen(deps: ConsentDeps, actor: MemberActor, id: CampaignId): Promise<void> {
  if (!(await getConfirmation(deps, actor, id)).mayAnswer) throw new NotOpenError()
}

/** Returns the page of WeCom on which the member consents; null outside WeCom's client, which alone can ask. */
export async function requestConsent(
  deps: ConsentDeps,
  actor: MemberActor,
  { id, userAgent }: { id: CampaignId; userAgent: string },
): Promise<string | null> {
  await requireOpen(deps, actor, id)
  if (!isInWecom(userAgent)) return null
  const { oauthBase, seals } = deps.consent
  return oauthUrl(deps.site, oauthBase, {
    redirectUri: `${deps.site.publicUrl}${pagePaths.confirmation(id)}`,
    scope: 'snsapi_privateinfo',
    state: seals.seal(...partsOf('state', actor, id)),
  })
}

/** Shortens a value, so that its owner recognizes it and nobody else can use it. */
const shorten = (field: HiddenField, value: string): string =>
  field === 'mobile' ? value.slice(-4) : value.replace(/^(.).*(@.*)$/, '$1***$2')

/**
 * Returns the shortened hidden values that WeCom shows with the member's consent, without those that the company has not
 * opened or to which the member did not consent. They are neither stored nor logged.
 *
 * @throws InvalidInputError when the consent was not requested here by this member, or was used before
 */
export async function readHidden(
  deps: ConsentDeps,
  actor: MemberActor,
  { id, code, state }: ConsentBody & { id: CampaignId },
): Promise<HiddenValues> {
  await requireOpen(deps, actor, id)
  const { seals } = deps.consent
  if (!seals.accepts(state, ...partsOf('state', actor, id))) throw refusedConsent()
  const found = await deps.wecom.contactsByCode(code).catch((error: unknown) => {
    // Other refusals do not invalidate the consent: a new consent would be refused too.
    const isRefused = isBadCodeRefusal(error) || (error instanceof WecomRefusedError && isBadTicket(error.errcode))
    if (isRefused) throw refusedConsent()
    throw error
  })
  if (found === null || !sameUserid(found.userid, actor.userid)) throw refusedConsent()
  const items = hiddenFields.flatMap((field) => {
    const value = found[field]
    return value === '' ? [] : [{ field, value: shorten(field, value) }]
  })
  const fields = items.map(({ field }) => field)
  return { items, seal: seals.seal(...partsOf('shown', actor, id), ...fields) }
}

/**
 * Returns the hidden fields of an answer: all that were shown, since fewer cannot be confirmed. @throws InvalidInputError
 * when the fields are not those that were shown to this member
 */
export function requireConfirmedHidden(
  { consent }: Pick<ConsentDeps, 'consent'>,
  actor: MemberActor,
  { id, hidden }: { id: CampaignId; hidden: HiddenAnswer | undefined },
): readonly HiddenField[] {
  if (!hidden) return []
  const fields = hiddenFields.filter((field) => hidden.fields.includes(field))
  if (!consent.seals.accepts(hidden.seal, ...partsOf('shown', actor, id), ...fields)) throw refusedConsent()
  return fields
}
