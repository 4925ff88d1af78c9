import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { MediaType } from './media-file.ts'
import type { TemplateCard } from './template-card.ts'

export type CardState = { card: TemplateCard; replaceName: string | null; clickedKey: string | null }

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
  /** Cards that changed after they were sent, by userid. */
  cards: Record<string, CardState>
  /** Hash of the request, for the duplicate check. */
  fingerprint: string
}

/** Valid for one update within 72 hours (doc 94888). */
export type ResponseCode = { msgid: string; issuedAtMs: number; used: boolean }

export const RESPONSE_CODE_LIFETIME_MS = 72 * HOUR_MS

/** Returns the card as the member sees it now. */
export const cardStateOf = (message: SimMessage, userid: string): CardState | null => {
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
