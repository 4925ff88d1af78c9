import { isAccountLocked } from '../../directory/locked-account-queries.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import type { CardRow } from './card-queries.ts'
import type { Deps } from '../../kernel/deps.ts'

/**
 * Writes over a card that was sent before. Not on a phone that was reported lost: whoever holds it would read there who
 * decides now, and what WeCom does with a disabled member is not written (doc 94888), but that the code is used up by it.
 * The card stays as it was and its code alive: pressed there it does nothing, pressed by its owner once he is back it
 * says what came of it. False: left as it was.
 */
export async function replaceCard(
  deps: Pick<Deps, 'db' | 'wecom' | 'failPoints'>,
  { userid }: Pick<CardRow, 'userid'>,
  responseCode: string,
  card: NoticeCard,
): Promise<boolean> {
  if (await isAccountLocked(deps.db, userid)) return false
  deps.failPoints.hit('notice.calling')
  // What it answers is of no use: a code that was used was used by this very job, whose answer was lost.
  await deps.wecom.replaceCard([userid], responseCode, card)
  deps.failPoints.hit('notice.called')
  return true
}
