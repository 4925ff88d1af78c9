import { oneLine } from '@desk/shared/kernel/plain-text'
import type { NoticeCard } from '../../ports/wecom.ts'

/** WeCom cuts longer content at any byte (doc 90236). */
const TEXT_BYTES = 2048

/** Returns at most `max` code points on one line, with an ellipsis when cut. */
export function fit(text: string, max: number): string {
  const characters = [...oneLine(text)]
  return characters.length <= max ? characters.join('') : `${characters.slice(0, max - 1).join('')}…`
}

/**
 * Returns the content of a text message. `<a href>` is the only markup that WeCom interprets there (doc 90236), so
 * each `<` is replaced.
 */
export function textContent(text: string): string {
  const lines = text.split(/\r?\n/).map(oneLine).join('\n').replaceAll('<', '＜')
  if (Buffer.byteLength(lines) <= TEXT_BYTES) return lines
  let [content, bytes] = ['', Buffer.byteLength('…')]
  for (const character of lines) {
    bytes += Buffer.byteLength(character)
    if (bytes > TEXT_BYTES) break
    content += character
  }
  return `${content}…`
}

/** Recommended lengths of doc 90236 in code points; clients cut longer text, so it is cut here, with an ellipsis. */
const LIMITS = { source: 20, title: 36, subtitle: 44, rowName: 5, rowValue: 30, button: 10 } as const

const commonFields = (card: NoticeCard, url = card.url) => ({
  source: { desc: fit(card.source, LIMITS.source), desc_color: 0 },
  main_title: { title: fit(card.title, LIMITS.title), desc: fit(card.subtitle, LIMITS.subtitle) },
  horizontal_content_list: card.rows.map(({ name, value }) => ({
    keyname: fit(name, LIMITS.rowName),
    value: fit(value, LIMITS.rowValue),
  })),
  card_action: { type: 1, url },
})

/**
 * Returns the card's JSON. With a button: button_interaction, which can be replaced later. Without: text_notice,
 * allowed without a callback. WeCom recognises the repetition of such a card by its JSON alone (doc 90236), so the link
 * contains the id of the card, and another card with the same text is not a repetition.
 */
export function templateCard(card: NoticeCard) {
  if (card.button === undefined)
    return { card_type: 'text_notice', ...commonFields(card, `${card.url}#${card.taskId}`) }
  const button = { text: fit(card.button, LIMITS.button), style: 1, type: 1, url: card.url }
  const actions = (card.actions ?? []).map(({ caption, key }) => ({
    text: fit(caption, LIMITS.button),
    style: 1,
    type: 0,
    key,
  }))
  const buttons = actions.length > 0 ? [{ ...button, style: 2 }, ...actions] : [button]
  return { card_type: 'button_interaction', ...commonFields(card), task_id: card.taskId, button_list: buttons }
}
