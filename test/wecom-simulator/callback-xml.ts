import type { PlatformEvent, SelectedItem } from './platform-events.ts'
import type { Switches } from './behaviour-switches.ts'

/** Splits `]]>` inside a value, which would end the section. */
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

const element = (name: string, text: string): string => `<${name}>${cdata(text)}</${name}>`

const elementUnlessEmpty = (name: string, items: readonly (string | number)[]): string =>
  items.length === 0 ? '' : element(name, items.join())

export type XmlContext = {
  corpId: string
  agentId: number
  createTime: number
  optionIdSpelling: Switches['optionIdSpelling']
}

const selectedItems = (items: readonly SelectedItem[], spelling: XmlContext['optionIdSpelling']): string => {
  if (items.length === 0) return ''
  const rows = items.map(({ questionKey, optionIds }) => {
    const options = optionIds.map((id) => element(spelling, id)).join('')
    return `<SelectedItem>${element('QuestionKey', questionKey)}<${spelling}s>${options}</${spelling}s></SelectedItem>`
  })
  return `<SelectedItems>${rows.join('')}</SelectedItems>`
}

const contactsBody = (event: PlatformEvent): string => {
  switch (event.type) {
    case 'create_user':
      return element('UserID', event.userid) + element('Department', event.department.join())
    case 'update_user':
      return (
        element('UserID', event.userid) +
        (event.newUserid === undefined ? '' : element('NewUserID', event.newUserid)) +
        (event.department === undefined ? '' : element('Department', event.department.join()))
      )
    case 'delete_user':
      return element('UserID', event.userid)
    case 'create_party':
    case 'update_party':
      return `<Id>${event.id}</Id>${element('ParentId', String(event.parentId))}`
    case 'delete_party':
      return `<Id>${event.id}</Id>`
    case 'update_tag':
      return (
        `<TagId>${event.tagid}</TagId>` +
        elementUnlessEmpty('AddUserItems', event.added.users) +
        elementUnlessEmpty('DelUserItems', event.removed.users) +
        elementUnlessEmpty('AddPartyItems', event.added.parties) +
        elementUnlessEmpty('DelPartyItems', event.removed.parties)
      )
    default:
      return ''
  }
}

const appBody = (event: PlatformEvent, context: XmlContext): string => {
  const agent = `<AgentID>${context.agentId}</AgentID>`
  switch (event.type) {
    case 'enter_agent':
      return element('EventKey', '') + agent
    case 'switch_workbench_mode':
      return `<Mode>${event.mode}</Mode>${agent}`
    case 'template_card_event':
    case 'template_card_menu_event':
      return (
        element('EventKey', event.eventKey) +
        element('TaskId', event.taskId) +
        element('CardType', event.cardType) +
        element('ResponseCode', event.responseCode) +
        agent +
        (event.type === 'template_card_event' ? selectedItems(event.selectedItems, context.optionIdSpelling) : '')
      )
    default:
      return agent
  }
}

/** Returns the XML of one event before encryption (doc 90240, 90970). */
export const eventXml = (event: PlatformEvent, context: XmlContext): string => {
  const isAppEvent =
    'eventKey' in event || ['enter_agent', 'subscribe', 'unsubscribe', 'switch_workbench_mode'].includes(event.type)
  const from = isAppEvent && 'userid' in event ? event.userid : 'sys'
  const head =
    element('ToUserName', context.corpId) +
    element('FromUserName', from) +
    `<CreateTime>${context.createTime}</CreateTime>` +
    element('MsgType', 'event')
  const body = isAppEvent
    ? element('Event', event.type) + appBody(event, context)
    : element('Event', 'change_contact') + `<ChangeType>${event.type}</ChangeType>` + contactsBody(event)
  return `<xml>${head}${body}</xml>`
}

/** Returns the envelope of an encrypted event. Only callbacks to an app have an AgentID (doc 90930). */
export const envelopeXml = (corpId: string, agentId: number | null, encrypted: string): string =>
  `<xml>${element('ToUserName', corpId)}${agentId === null ? '' : element('AgentID', String(agentId))}${element('Encrypt', encrypted)}</xml>`
