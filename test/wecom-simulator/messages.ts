import type { MediaType } from './media-file.ts'
import type { TemplateCard } from './template-card.ts'

export type CardNow = { card: TemplateCard; replaceName: string | null; clickedKey: string | null }

export type MessageContent =
  | { msgtype: 'text' | 'markdown'; content: string }
  | { msgtype: 'textcard'; title: string; description: string; url: string; btntxt: string }
  | { msgtype: MediaType; mediaId: string; title: string }
  | { msgtype: 'template_card'; card: TemplateCard }

export type SimMessage = {
  msgid: string
  at: number
  content: MessageContent
  taskId: string | null
  to: string[]
  recalled: boolean
  /** By userid, once that person's card differs from what was sent. */
  cards: Record<string, CardNow>
  /** Of the request, for the duplicate check. */
  fingerprint: string
}

/** One code, one update call, 72 h (doc 94888). */
export type ResponseCode = { msgid: string; issuedAtMs: number; used: boolean }

export const responseCodeLifeMs = 72 * 3600 * 1000

/** The card as that person sees it now. */
export const cardOf = (message: SimMessage, userid: string): CardNow | null => {
  const changed = message.cards[userid]
  if (changed) return changed
  if (message.content.msgtype !== 'template_card') return null
  return { card: message.content.card, replaceName: null, clickedKey: null }
}

export const titleOf = (content: MessageContent): string => {
  switch (content.msgtype) {
    case 'text':
    case 'markdown':
      return content.content
    case 'textcard':
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return content.title
    case 'template_card':
      return content.card.main_title?.title ?? content.card.sub_title_text ?? ''
  }
}
