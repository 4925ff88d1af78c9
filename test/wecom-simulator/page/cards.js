import { write } from './api.js'
import { dayOf, h, icon, minuteOf } from './dom.js'

const withUrl = (target) => (target?.type === 1 && target.url ? target.url : null)

/** Returns the body of a card: a button if it has a URL, else text. */
const bodyOf = (url, open, ...children) =>
  url ? h('button', { class: 'body', onclick: () => open(url) }, ...children) : h('div', { class: 'body' }, ...children)

const line = (className, text) => (text ? h('p', { class: className }, text) : null)

const rowOf = (row, open) => {
  const value =
    row.type === 1 && row.url
      ? h('button', { class: 'link', onclick: () => open(row.url) }, row.value ?? '查看')
      : h('span', {}, row.value ?? '')
  return h('p', { class: 'row' }, h('span', {}, row.keyname), value)
}

const doneLine = (text) => h('p', { class: 'done' }, icon('check'), text)

const click = async (event, payload) => {
  const area = event.currentTarget.closest('.message')
  for (const button of area.querySelectorAll('button')) button.disabled = true
  await write('/cards/click', payload)
}

const buttonsOf = ({ card, taskId, userid, open }) => {
  const buttons = (card.button_list ?? []).map((button) =>
    h(
      'button',
      {
        class: button.style === 2 ? 'bad' : null,
        onclick: (event) => (button.type === 1 ? open(button.url) : click(event, { userid, taskId, key: button.key })),
      },
      button.text,
    ),
  )
  return h('div', { class: buttons.length > 2 ? 'actions stacked' : 'actions' }, buttons)
}

const choicesOf = ({ card, taskId, userid }) => {
  const single = card.checkbox?.mode !== 1
  const name = `${taskId}-choice`
  const options = (card.checkbox?.option_list ?? []).map((option) =>
    h(
      'label',
      {},
      h('input', { type: single ? 'radio' : 'checkbox', name, value: option.id, checked: option.is_checked }),
      option.text,
    ),
  )
  const selects = (card.select_list ?? []).map((question) =>
    h(
      'label',
      {},
      question.title ?? '',
      h(
        'select',
        { name: question.question_key },
        question.option_list.map((option) =>
          h('option', { value: option.id, selected: option.id === question.selected_id }, option.text),
        ),
      ),
    ),
  )
  const fieldset = h('fieldset', {}, h('legend', { class: 'sr' }, '选择'), options, selects)
  const selected = () =>
    card.checkbox
      ? [
          {
            questionKey: card.checkbox.question_key,
            optionIds: [...fieldset.querySelectorAll('input:checked')].map((one) => one.value),
          },
        ]
      : [...fieldset.querySelectorAll('select')].map((one) => ({ questionKey: one.name, optionIds: [one.value] }))
  const submit = h(
    'button',
    { onclick: (event) => click(event, { userid, taskId, key: card.submit_button.key, selected: selected() }) },
    card.submit_button?.text ?? '提交',
  )
  return [fieldset, h('div', { class: 'actions' }, submit)]
}

const footerOf = ({ state, card, taskId, userid, open }) => {
  if (state.replaceName !== null) return [doneLine(state.replaceName)]
  if (card.replace_text) return [doneLine(card.replace_text)]
  if (card.card_type === 'button_interaction') return [buttonsOf({ card, taskId, userid, open })]
  if (card.submit_button) return choicesOf({ card, taskId, userid })
  return (card.jump_list ?? [])
    .filter((jump) => jump.url)
    .map((jump) => h('div', { class: 'actions' }, h('button', { onclick: () => open(jump.url) }, jump.title)))
}

const templateCard = (entry, userid, open) => {
  const state = entry.card
  const { card } = state
  const body = bodyOf(
    withUrl(card.card_action),
    open,
    line('source', card.source?.desc),
    line('title', card.main_title?.title),
    line('text', card.main_title?.desc),
    line('big', card.emphasis_content?.title),
    line('text', card.emphasis_content?.desc),
    line('text', card.sub_title_text),
    line('text', card.quote_area?.quote_text),
  )
  const rows = (card.horizontal_content_list ?? []).map((row) => rowOf(row, open))
  // Rows may contain links, so they are outside a body that is a button.
  if (body.tagName === 'DIV') body.append(...rows)
  const rowsBelow =
    body.tagName === 'DIV' || rows.length === 0 ? [] : [h('div', { class: 'body', style: 'padding-top:0' }, rows)]
  return h(
    'article',
    { class: 'message', 'aria-label': card.main_title?.title ?? '卡片' },
    body,
    rowsBelow,
    footerOf({ state, card, taskId: entry.taskId, userid, open }),
  )
}

/** Returns the text of a description, which may contain `<br>` and three colour classes (doc 90236). */
const textOf = (html) =>
  new DOMParser().parseFromString(html.replaceAll(/<br\s*\/?>|<\/div>/g, '\n'), 'text/html').body.textContent.trim()

const mediaNames = { image: '图片', voice: '语音', video: '视频', file: '文件' }

const messageOf = (entry, userid, open) => {
  const { content } = entry
  if (content.msgtype === 'template_card') return templateCard(entry, userid, open)
  if (content.msgtype === 'textcard') {
    return h(
      'article',
      { class: 'message' },
      bodyOf(content.url, open, line('title', content.title), line('text', textOf(content.description))),
      h('div', { class: 'actions' }, h('button', { onclick: () => open(content.url) }, content.btntxt)),
    )
  }
  if (mediaNames[content.msgtype]) {
    return h('p', { class: 'bubble' }, h('b', {}, mediaNames[content.msgtype]), ` ${content.title}`)
  }
  return h('p', { class: 'bubble' }, textOf(content.content))
}

/** Returns the messages of a chat, with the time, and the day unless it is `today`, between messages more than five minutes apart. */
export const chatOf = (entries, { userid, open, today }) => {
  let last = 0
  const stampOf = (at) => (dayOf(at) === today ? minuteOf(at) : `${dayOf(at)} ${minuteOf(at)}`)
  return entries.flatMap((entry) => {
    const stamp = entry.at - last > 300_000 ? [h('p', { class: 'at' }, stampOf(entry.at))] : []
    last = entry.at
    return [...stamp, messageOf(entry, userid, open)]
  })
}
