import { write } from './api.js'
import { h, timeOf } from './dom.js'

const leave = (chatid, userid) => write('/groups/act', { act: 'leave', chatid, userid })

/** Shows the groups of a member: name, members and messages. */
export const groupCards = (groups, userid, nameOf) =>
  groups.map((group) =>
    h(
      'details',
      { class: 'group', open: groups.length < 3 },
      h('summary', {}, h('span', { class: 'g' }, group.name, h('small', {}, `${group.userlist.length} 人`))),
      h('p', { class: 'meta' }, `群主 ${nameOf(group.owner)}。成员：${group.userlist.map(nameOf).join('、')}`),
      group.messages.map((message) =>
        h('div', { class: 'body said' }, h('time', {}, timeOf(message.at)), h('p', {}, message.text)),
      ),
      h('button', { class: 'link', onclick: () => leave(group.chatid, userid) }, '退出群聊'),
    ),
  )
