import { departmentsOf, findMember, membersOf, statusOf } from './directory.ts'
import { cardOf, type CardNow, type MessageContent } from './messages.ts'
import { isMemberVisible } from './visibility.ts'
import { countsOf } from './workbench.ts'
import type { World } from './simulator-context.ts'

export type ChatEntry = {
  msgid: string
  at: number
  taskId: string | null
  content: MessageContent
  /** The card as this person sees it now; null for other messages. */
  card: CardNow | null
}

/** One person's chat with the app, oldest first. */
export const chatOf = (world: World, userid: string): ChatEntry[] =>
  world.state.messages
    .filter((message) => !message.recalled && message.to.some((one) => one.toLowerCase() === userid.toLowerCase()))
    .map((message) => ({
      msgid: message.msgid,
      at: message.at,
      taskId: message.taskId,
      content: message.content,
      card: cardOf(message, message.to.find((one) => one.toLowerCase() === userid.toLowerCase()) ?? userid),
    }))

export const tileOf = (world: World, userid: string): Record<string, string> => {
  const { data, template } = world.state.workbench
  const member = findMember(world.state.directory, userid)
  const shown = (member && data[member.userid]) ?? template
  return shown?.type === 'keydata' ? countsOf(shown) : {}
}

/** The whole directory as the console sees it: where one checks what really changed. */
export const directoryView = (world: World) => ({
  departments: departmentsOf(world.state.directory).map(({ id, name, parentId }) => ({ id, name, parentId })),
  members: membersOf(world.state.directory).map((member) => ({
    ...member,
    status: statusOf(member),
    visible: isMemberVisible(world.state, 'agent', member),
  })),
})

export const personasOf = (world: World) =>
  world.state.personas.map((persona) => ({
    ...persona,
    name: findMember(world.state.directory, persona.userid)?.name ?? persona.name ?? persona.userid,
  }))
