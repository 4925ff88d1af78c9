import { cardStateOf } from './messages.ts'
import type { SelectedItem } from './platform-events.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type CardClick = { userid: string; taskId: string; key: string; selected?: SelectedItem[] | undefined }

export type ClickResult =
  { ok: true; responseCode: string } | { ok: false; reason: 'no such card' | 'button is inactive' }

/** Clicks a button of a card. The event that the app gets has a new response code, valid for one update (doc 90240). */
export const clickCard = (context: SimulatorContext, click: CardClick): ClickResult => {
  const message = context.state.messages.findLast(
    (candidate) => candidate.taskId === click.taskId && candidate.to.includes(click.userid) && !candidate.recalled,
  )
  const current = message ? cardStateOf(message, click.userid) : null
  if (!message || !current) return { ok: false, reason: 'no such card' }
  const isMenuItem = current.card.action_menu?.action_list.some((action) => action.key === click.key) ?? false
  const isButton =
    current.card.button_list?.some((button) => button.key === click.key && button.type !== 1) ||
    current.card.submit_button?.key === click.key
  if (!isMenuItem && (!isButton || current.replaceName !== null || current.card.replace_text !== undefined)) {
    return { ok: false, reason: 'button is inactive' }
  }
  message.cards[click.userid] = { ...current, clickedKey: click.key }
  const responseCode = context.newId('rc')
  context.state.responseCodes[responseCode] = { msgid: message.msgid, issuedAtMs: context.clock.nowMs(), used: false }
  const event = {
    userid: click.userid,
    eventKey: click.key,
    taskId: click.taskId,
    cardType: current.card.card_type,
    responseCode,
  }
  context.notify(
    isMenuItem
      ? { type: 'template_card_menu_event', ...event }
      : { type: 'template_card_event', ...event, selectedItems: click.selected ?? [] },
  )
  context.changed('chat')
  return { ok: true, responseCode }
}
