import { departmentsOf, findMember, membersOf, statusOf, isSameUserid } from './directory.ts'
import { cardStateOf, type CardState, type MessageContent } from './messages.ts'
import { isMemberVisible } from './visibility.ts'
import { keydataOf } from './workbench.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type ChatEntry = {
  msgid: string
  at: number
  taskId: string | null
  content: MessageContent
  /** The card as the member sees it now; null for other messages. */
  card: CardState | null
}

/** Lists the messages of the app to a member that were not recalled, oldest first. */
export const chatOf = (context: SimulatorContext, userid: string): ChatEntry[] =>
  context.state.messages
    .filter((message) => !message.recalled && message.to.some((id) => isSameUserid(id, userid)))
    .map((message) => ({
      msgid: message.msgid,
      at: message.at,
      taskId: message.taskId,
      content: message.content,
      card: cardStateOf(message, message.to.find((id) => isSameUserid(id, userid)) ?? userid),
    }))

export const tileOf = (context: SimulatorContext, userid: string): Record<string, string> => {
  if (!context.state.app.customTile) return {}
  const { data, template } = context.state.workbench
  const member = findMember(context.state.directory, userid)
  const tile = (member && data[member.userid]) ?? template
  return tile?.type === 'keydata' ? keydataOf(tile) : {}
}

/** Returns the whole directory as the console shows it. */
export const directoryView = (context: SimulatorContext) => ({
  departments: departmentsOf(context.state.directory).map(({ id, name, parentId }) => ({ id, name, parentId })),
  members: membersOf(context.state.directory).map((member) => ({
    ...member,
    status: statusOf(member),
    visible: isMemberVisible(context.state, 'agent', member),
  })),
})

export const personasOf = (context: SimulatorContext) =>
  context.state.personas.map((persona) => ({
    ...persona,
    name: findMember(context.state.directory, persona.userid)?.name ?? persona.name ?? persona.userid,
  }))
