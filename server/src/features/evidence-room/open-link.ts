import { deviceOf } from '@desk/shared/session/parse-user-agent'
import { today } from '../../access/grant-conditions.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { Deps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { bindLink, findLink } from './link-queries.ts'
import { actorOfLink, isOver } from './link-view.ts'
import { LinkEndedError, LinkOpenedElsewhereError } from './room-errors.ts'

type Browser = {
  /** The tokens that this browser received when it opened links. */
  ownTokens: readonly string[]
  userAgent: string
  network: string
}

/**
 * Opens a link in a browser, and binds the link to the first one. Returns the token for the browser's cookie, and until
 * when it is valid.
 *
 * @throws NotFoundError, LinkEndedError, LinkOpenedElsewhereError
 */
export async function openLink(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  token: string,
  { ownTokens, userAgent, network }: Browser,
): Promise<{ browserToken: string; expiresAt: Date }> {
  const now = deps.clock.now()
  const link = await findLink(deps.db, sha256(token), today(deps))
  if (!link) throw new NotFoundError()
  if (isOver(link, now)) throw new LinkEndedError()
  const own = ownTokens.find((ownToken) => link.browserHash === sha256(ownToken))
  if (own !== undefined) return { browserToken: own, expiresAt: link.expiresAt }
  const browserToken = deps.ids.token()
  const { client, system } = deviceOf(userAgent)
  await deps.db.transaction(async (tx) => {
    const opening = { browserHash: sha256(browserToken), openedAt: now, openedClient: client, openedSystem: system }
    if (!(await bindLink(tx, link.id, opening, now))) throw new LinkOpenedElsewhereError()
    const details = { network, client, system }
    await recordAudit(tx, { at: now, actor: actorOfLink(link), action: 'auditor_links.open', object: link.id, details })
  })
  return { browserToken, expiresAt: link.expiresAt }
}
