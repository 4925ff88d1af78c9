import { z } from 'zod'
import { refuse } from './errors.ts'

const option = z.looseObject({ id: z.string(), text: z.string(), is_checked: z.boolean().optional() })
const select = z.looseObject({
  question_key: z.string(),
  title: z.string().optional(),
  selected_id: z.string().optional(),
  option_list: z.array(option),
  disable: z.boolean().optional(),
})
const url = z.string().optional()

/** Fields of doc 90236 and 94888. Missing and overlong values are checked below, because they have their own error codes. */
export const templateCardSchema = z.looseObject({
  card_type: z.string(),
  source: z.looseObject({ icon_url: url, desc: z.string().optional(), desc_color: z.number().optional() }).optional(),
  action_menu: z
    .looseObject({
      desc: z.string().optional(),
      action_list: z.array(z.looseObject({ text: z.string(), key: z.string() })),
    })
    .optional(),
  task_id: z.string().optional(),
  main_title: z.looseObject({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  quote_area: z.looseObject({ quote_text: z.string().optional() }).optional(),
  emphasis_content: z.looseObject({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: z
    .array(
      z.looseObject({
        type: z.number().optional(),
        keyname: z.string().optional(),
        value: z.string().optional(),
        url,
        userid: z.string().optional(),
      }),
    )
    .optional(),
  jump_list: z.array(z.looseObject({ type: z.number().optional(), title: z.string().optional(), url })).optional(),
  card_action: z.looseObject({ type: z.number(), url, appid: z.string().optional() }).optional(),
  card_image: z.looseObject({ url }).optional(),
  image_text_area: z.looseObject({ image_url: url }).optional(),
  vertical_content_list: z.array(z.looseObject({ title: z.string(), desc: z.string().optional() })).optional(),
  button_list: z
    .array(
      z.looseObject({
        text: z.string().optional(),
        style: z.number().optional(),
        type: z.number().optional(),
        key: z.string().optional(),
        url,
      }),
    )
    .optional(),
  button_selection: select.optional(),
  checkbox: z
    .looseObject({
      question_key: z.string(),
      mode: z.number().optional(),
      option_list: z.array(option),
      disable: z.boolean().optional(),
    })
    .optional(),
  select_list: z.array(select).optional(),
  submit_button: z.looseObject({ text: z.string(), key: z.string() }).optional(),
  replace_text: z.string().optional(),
})

export type TemplateCard = z.infer<typeof templateCardSchema>

const cardTypes = ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']
const interactive = ['button_interaction', 'vote_interaction', 'multiple_interaction']

const isInteractive = (card: TemplateCard): boolean => interactive.includes(card.card_type)

/** Tells whether a card sends callbacks and can be updated by response_code: buttons, votes, multiple choices, and notices with a menu. */
export const isUpdatable = (card: TemplateCard): boolean => isInteractive(card) || card.action_menu !== undefined

export const acceptsReplaceName = isInteractive

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8')
const isHttpUrl = (text: string | undefined): boolean => text !== undefined && /^https?:\/\//.test(text)

type CardUse = 'send' | 'update'

const checkTaskId = (card: TemplateCard, use: CardUse): void => {
  if (card.task_id === undefined) {
    if (isUpdatable(card) && use === 'send') refuse(42014, 'task_id missing')
    return
  }
  if (!/^[0-9A-Za-z_\-@]+$/.test(card.task_id) || bytes(card.task_id) > 128) refuse(42014)
}

const checkTexts = (card: TemplateCard): void => {
  const title = card.main_title?.title
  if (card.card_type === 'text_notice' ? !title && !card.sub_title_text : !title) refuse(42033)
  const rows = card.horizontal_content_list ?? []
  if (rows.length > 6) refuse(42035)
  for (const row of rows) {
    if (!row.keyname) refuse(42027)
    if (row.type === 1 && !isHttpUrl(row.url)) refuse(42028)
    if (row.type === 3 && !row.userid) refuse(42050)
  }
  const jumps = card.jump_list ?? []
  if (jumps.length > 3 || jumps.some((jump) => !jump.title)) refuse(42042)
  if (jumps.some((jump) => jump.type === 1 && !isHttpUrl(jump.url))) refuse(42028)
}

const checkAction = (card: TemplateCard): void => {
  const required = card.card_type === 'text_notice' || card.card_type === 'news_notice'
  if (!card.card_action) {
    if (required) refuse(42045, 'missing')
    return
  }
  if (card.card_action.type === 1 && !isHttpUrl(card.card_action.url)) refuse(42045)
  if (required && card.card_action.type !== 1 && card.card_action.type !== 2) refuse(42045)
}

const hasRepeats = (keys: readonly (string | undefined)[]): boolean => new Set(keys).size !== keys.length

const checkButtons = (card: TemplateCard): void => {
  const buttons = card.button_list ?? []
  if (buttons.length < 1 || buttons.length > 6) refuse(42039, 'button_list needs 1 to 6 buttons')
  for (const button of buttons) {
    if (!button.text) refuse(42038)
    if (button.type === 1 ? !isHttpUrl(button.url) : !button.key || bytes(button.key) > 1024) {
      refuse(button.type === 1 ? 42028 : 42039)
    }
  }
  if (hasRepeats(buttons.filter((button) => button.type !== 1).map((button) => button.key))) refuse(42039, 'repeated')
  if (card.button_selection) checkOptions(card.button_selection, 10)
}

const checkOptions = (
  question: { question_key: string; option_list: { id: string; text: string }[] },
  maxOptions: number,
) => {
  if (!question.question_key || bytes(question.question_key) > 1024) refuse(42043)
  if (question.option_list.length < 1 || question.option_list.length > maxOptions) refuse(42037)
  for (const { id, text } of question.option_list) {
    if (!id || bytes(id) > 128) refuse(42040)
    if (!text) refuse(42041)
  }
}

const checkSubmit = (card: TemplateCard): void => {
  if (!card.submit_button?.key || bytes(card.submit_button.key) > 1024) refuse(42046)
  if (!card.submit_button?.text) refuse(42049)
}

const checkByType: Record<string, (card: TemplateCard) => void> = {
  text_notice: () => {},
  news_notice: (card) => {
    if (!isHttpUrl(card.card_image?.url) && !card.image_text_area) refuse(42044)
  },
  button_interaction: checkButtons,
  vote_interaction: (card) => {
    if (!card.checkbox) return void refuse(42043, 'checkbox missing')
    checkOptions(card.checkbox, 20)
    checkSubmit(card)
  },
  multiple_interaction: (card) => {
    const selects = card.select_list ?? []
    if (selects.length < 1 || selects.length > 3) refuse(42047)
    for (const question of selects) checkOptions(question, 10)
    checkSubmit(card)
  },
}

const checkMenu = (card: TemplateCard): void => {
  if (!card.action_menu) return
  const actions = card.action_menu.action_list
  if (actions.length < 1 || actions.length > 3) refuse(42051, 'action_list needs 1 to 3')
  if (hasRepeats(actions.map((action) => action.key))) refuse(42051)
}

/** Refuses an invalid card, with one error code for each field. Lengths documented as "建议 n 字" are not checked. */
export const checkCard = (card: TemplateCard, use: CardUse): void => {
  if (!cardTypes.includes(card.card_type)) refuse(42031)
  checkTaskId(card, use)
  checkTexts(card)
  checkAction(card)
  checkMenu(card)
  checkByType[card.card_type]?.(card)
}
