import { read, write } from './api.js'
import { chatOf } from './cards.js'
import { contactsOf } from './contacts.js'
import { byId, h, icon, waitForRelease, addArrowKeys } from './dom.js'
import { groupCards } from './group-cards.js'
import { openPicker } from './picker.js'
import { createWebView } from './webview.js'

const tabNames = { chat: '消息', contacts: '通讯录', workbench: '工作台', me: '我' }
const deviceNames = {
  android: '安卓手机',
  ios: '苹果手机',
  harmony: '鸿蒙手机',
  windows: '电脑客户端',
  browser: '电脑浏览器，没有企业微信',
}
const emptyDirectory = { departments: [], members: [] }

export const createPhone = (state, { onPersonaChange, today }) => {
  const theme = document.documentElement.dataset.theme
  const view = {
    userid: state.personas[0]?.userid,
    tab: 'chat',
    place: {},
    ua: 'android',
    directory: emptyDirectory,
    unread: new Map(),
    isLocked: false,
  }
  const requestedPersona = new URLSearchParams(location.search).get('as')
  if (requestedPersona) view.userid = requestedPersona

  const webview = createWebView({
    gatewayUrl: state.addresses.gatewayUrl,
    onPick: (request, done) => openPicker(view.directory, request, done),
    onProfile: (userid) => {
      webview.close()
      view.place = { member: userid }
      show('contacts')
    },
    onChat: () => {
      webview.close()
      show('chat')
    },
    onClosed: () => drawScreen(),
  })
  const open = (url) => webview.open(url, { userid: view.userid, device: { ua: view.ua, theme } })
  /** Keeps the client on the app's page until the app lets the member pass (二次验证). */
  const requireSecondFactor = async () => {
    const { userid } = view
    const response = await write('/second-factor/open', { userid })
    const { url } = await response.json()
    // Another persona was chosen meanwhile.
    if (userid !== view.userid) return true
    const isLocked = url !== null
    byId('screen').inert = isLocked
    byId('tabs').inert = isLocked
    if (isLocked) open(url)
    else if (view.isLocked) webview.close()
    view.isLocked = isLocked
    return isLocked
  }
  const openApp = async () => {
    if (await requireSecondFactor()) return
    void write('/open-app', { userid: view.userid })
    open(state.app.homeUrl)
  }

  const memberOf = (userid) => view.directory.members.find((member) => member.userid === userid)
  const nameOf = (userid) =>
    memberOf(userid)?.name ?? state.personas.find((persona) => persona.userid === userid)?.name ?? userid

  const tile = async () => {
    const counts = await read(`/workbench/${encodeURIComponent(view.userid)}`)
    const figures = Object.entries(counts).map(([name, count]) =>
      h('span', { class: 'figure' }, h('b', {}, count), h('small', {}, name)),
    )
    return h(
      'button',
      { class: 'tile', onclick: openApp },
      h('span', { class: 'logo' }, icon('shield')),
      h('span', { class: 'name' }, state.app.name, h('small', {}, '点开就办')),
      figures,
    )
  }

  const outsiderNote = (text) =>
    h(
      'div',
      { class: 'empty' },
      h('p', {}, text),
      h('button', { class: 'btn', onclick: openApp }, '打开他人转发的链接'),
    )

  const screens = {
    async chat() {
      if (!memberOf(view.userid)) return [outsiderNote('不是成员，收不到应用的消息')]
      const entries = await read(`/chats/${encodeURIComponent(view.userid)}`)
      const groups = groupCards(await read(`/groups/${encodeURIComponent(view.userid)}`), view.userid, nameOf)
      const chat = h('div', { class: 'chat' }, chatOf(entries, { userid: view.userid, open, today: today() }))
      const isEmpty = entries.length + groups.length === 0
      return [await tile(), ...groups, isEmpty ? h('p', { class: 'empty' }, '还没有消息') : chat]
    },
    async contacts() {
      if (!memberOf(view.userid)) return [outsiderNote('不是成员，看不到通讯录')]
      return contactsOf(view.directory, view.place, (place) => {
        view.place = place
        void drawScreen()
      })
    },
    async workbench() {
      const member = memberOf(view.userid)
      if (!member) return [outsiderNote('不是成员，没有工作台')]
      if (!member.visible) return [outsiderNote('应用未对该成员开放')]
      return [await tile()]
    },
    async me() {
      const choices = Object.entries(deviceNames).map(([ua, name]) =>
        h(
          'label',
          {},
          h('input', { type: 'radio', name: 'ua', checked: ua === view.ua, onchange: () => (view.ua = ua) }),
          name,
        ),
      )
      return [
        h(
          'ul',
          { class: 'list' },
          h('li', {}, h('div', {}, h('span', { class: 'g' }, nameOf(view.userid), h('small', {}, view.userid)))),
        ),
        h(
          'div',
          { class: 'choices', role: 'radiogroup', 'aria-labelledby': 'device-title' },
          h('h3', { id: 'device-title' }, '打开应用的设备'),
          choices,
        ),
      ]
    },
  }

  let drawing = 0
  const drawScreen = async () => {
    const number = (drawing += 1)
    const content = await screens[view.tab]()
    await waitForRelease()
    // Another drawing has started in the meantime.
    if (number !== drawing) return
    const screen = byId('screen')
    const wasAtEnd = view.tab === 'chat'
    screen.replaceChildren(...content)
    if (wasAtEnd) screen.scrollTop = screen.scrollHeight
    byId('screen-title').textContent = view.tab === 'chat' ? state.app.name : tabNames[view.tab]
    byId('who').textContent = nameOf(view.userid)
  }

  const unreadBadge = (userid) => {
    const count = view.unread.get(userid) ?? 0
    return count > 0 ? h('span', { class: 'count' }, String(count), h('span', { class: 'sr' }, '条未读')) : null
  }

  const drawTabs = () => {
    byId('tabs').replaceChildren(
      ...Object.entries(tabNames).map(([tab, name]) =>
        h(
          'button',
          {
            role: 'tab',
            'aria-selected': String(tab === view.tab),
            tabindex: tab === view.tab ? 0 : -1,
            onclick: () => show(tab),
          },
          name,
          tab === 'chat' ? unreadBadge(view.userid) : null,
        ),
      ),
    )
  }

  const drawPersonas = () => {
    const buttons = state.personas.map((persona) =>
      h(
        'button',
        {
          role: 'radio',
          'aria-checked': String(persona.userid === view.userid),
          tabindex: persona.userid === view.userid ? 0 : -1,
          onclick: () => changePersona(persona.userid),
        },
        persona.name,
        h('small', {}, persona.role),
        persona.userid === view.userid ? null : unreadBadge(persona.userid),
      ),
    )
    const listed = new Set(state.personas.map((persona) => persona.userid))
    const others = view.directory.members.filter((member) => !listed.has(member.userid))
    const select = h(
      'select',
      {
        'aria-label': '其他人',
        class: listed.has(view.userid) ? null : 'on',
        onchange: (event) => event.target.value && changePersona(event.target.value),
      },
      h('option', { value: '' }, '其他'),
      others.map((member) =>
        h(
          'option',
          { value: member.userid, selected: member.userid === view.userid },
          `${member.name} ${member.position}`,
        ),
      ),
    )
    byId('personas').replaceChildren(...buttons, select)
  }

  const draw = () => {
    drawPersonas()
    drawTabs()
    return drawScreen()
  }

  const show = (tab) => {
    view.tab = tab
    if (tab === 'chat') view.unread.delete(view.userid)
    void draw()
  }

  const changePersona = (userid) => {
    webview.close()
    view.userid = userid
    view.place = {}
    if (view.tab === 'chat') view.unread.delete(userid)
    const url = new URL(location.href)
    url.searchParams.set('as', userid)
    history.replaceState(null, '', url)
    void draw()
    view.isLocked = false
    void requireSecondFactor()
    onPersonaChange()
  }

  byId('screen').addEventListener('saved', () => void drawScreen())
  addArrowKeys(byId('personas'))
  addArrowKeys(byId('tabs'))
  return {
    nameOf,
    departmentName: (id) => view.directory.departments.find((department) => department.id === id)?.name ?? String(id),
    userid: () => view.userid,
    redraw: drawScreen,
    checkSecondFactor: requireSecondFactor,
    /** Counts new messages as unread, except those of the open chat. */
    countUnread(entries) {
      for (const userid of entries.flatMap((entry) => (entry.effect === 'message' ? entry.to : []))) {
        const isVisible = userid === view.userid && view.tab === 'chat' && !webview.isOpen()
        if (!isVisible) view.unread.set(userid, (view.unread.get(userid) ?? 0) + 1)
      }
      drawPersonas()
      drawTabs()
    },
    async refreshDirectory() {
      view.directory = await read('/directory')
      // An open form must not be redrawn while it is filled in. It is redrawn after it is saved.
      if (byId('screen').querySelector('details[open]')) drawPersonas()
      else await draw()
    },
    restart() {
      webview.close()
      view.unread.clear()
    },
  }
}
