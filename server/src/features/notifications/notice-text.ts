import { fillMessage, type MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { Deps } from '../../kernel/deps.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import { loadText } from './message-template-queries.ts'

export type CardText = Pick<NoticeCard, 'title' | 'subtitle' | 'rows'>

/** Content of a card, made by a feature; `path` is the page that it opens. */
export type CardContent = Pick<NoticeCard, 'title' | 'subtitle' | 'button' | 'actions'> & {
  rows?: NoticeCard['rows']
  path: string
}

/** Caption of a button that only opens the page of the card. */
export const OPEN = '查看详情'

/** The name of the app at the head of a card. */
const SOURCE = '企微自助'

/** Returns the text of a message, with its placeholders filled. */
export async function textOf(deps: Pick<Deps, 'db'>, name: MessageTextName, values: Readonly<Record<string, string>>) {
  return fillMessage(await loadText(deps.db, name), values)
}

/** Returns the card as it is sent. Without an app callback WeCom refuses buttons (43012). */
export function toCard(
  { site }: Pick<Deps, 'site'>,
  taskId: string,
  { path, rows = [], button, actions, ...text }: CardContent,
): NoticeCard {
  const card = { ...text, rows, taskId, source: SOURCE, url: `${site.publicUrl}${path}` }
  if (button === undefined || !site.hasAppCallback) return card
  return { ...card, button, ...(actions && { actions }) }
}
