import { byId, h, icon } from './dom.js'

/** The client's WebView: a frame of the gateway, with the client's own title bar. */
export const createWebView = ({ gatewayUrl, onPick, onProfile, onChat, onClosed }) => {
  const origin = new URL(gatewayUrl).origin
  const host = byId('webview')
  let frame = null
  let title = null
  let menuButton = null
  let currentUrl = ''

  const close = () => {
    if (!frame) return
    frame = null
    host.hidden = true
    host.replaceChildren()
    onClosed()
  }

  const send = (message) => frame?.contentWindow?.postMessage(message, origin)

  const toggleMenu = () => {
    const openMenu = host.querySelector('.menu')
    if (openMenu) return openMenu.remove()
    const item = (label, action) => {
      const onclick = () => {
        host.querySelector('.menu')?.remove()
        action()
      }
      return h('button', { role: 'menuitem', onclick }, label)
    }
    const menu = h(
      'div',
      { class: 'menu', role: 'menu' },
      item('刷新', () => (frame.src = deviceUrl(currentUrl))),
      item('复制链接', () => navigator.clipboard?.writeText(currentUrl)),
      item('在新标签打开', () => window.open(currentUrl, '_blank')),
    )
    host.append(menu)
    menu.querySelector('button').focus()
  }

  let persona = ''
  let device = { ua: 'android', theme: 'light' }
  const deviceUrl = (url) => {
    const target = new URL(url, gatewayUrl)
    const query = new URLSearchParams({ userid: persona, to: target.pathname + target.search + target.hash, ...device })
    return `${gatewayUrl}/__device__/open?${query}`
  }

  addEventListener('message', (event) => {
    if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return
    const { type } = event.data ?? {}
    if (type === 'page') {
      title.textContent = event.data.title || '企微自助'
      currentUrl = event.data.url
    }
    if (type === 'close') close()
    if (type === 'menu') menuButton.hidden = !event.data.visible
    if (type === 'profile') onProfile(event.data.userid)
    if (type === 'chat') onChat()
    if (type === 'pick') onPick(event.data, (picked) => send({ type: 'picked', picked }))
  })

  return {
    isOpen: () => frame !== null,
    close,
    open(url, as) {
      persona = as.userid
      device = as.device
      const target = new URL(url, gatewayUrl)
      if (target.origin !== origin) return window.open(target.href, '_blank', 'noopener')
      currentUrl = target.href
      title = h('h2', {}, '企微自助')
      menuButton = h('button', { 'aria-label': '更多', onclick: toggleMenu }, icon('more', 'dots'))
      frame = h('iframe', { title: '应用页面', src: deviceUrl(url), allow: 'clipboard-write' })
      const left = h(
        'span',
        { class: 'pair' },
        h('button', { 'aria-label': '返回', onclick: () => send({ type: 'back' }) }, icon('back')),
        h('button', { 'aria-label': '关闭', onclick: close }, icon('cross')),
      )
      host.replaceChildren(
        h('header', { class: 'bar' }, left, title, h('span', { class: 'pair end' }, menuButton)),
        frame,
      )
      host.hidden = false
      return undefined
    },
  }
}
