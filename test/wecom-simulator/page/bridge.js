// The native side of WeCom's WebView, for the unmodified @wecom/jssdk: `invoke(name, params, callback)` and
// `on(event, handler)`; a callback gets `{ err_msg: '<name>:ok' | '<name>:fail_…' | '<name>:cancel', … }`.
// It runs before the page's own scripts, because the SDK looks at navigator and WeixinJSBridge when it is imported.
;(() => {
  const config = JSON.parse(document.currentScript?.dataset.wecom ?? '{}')
  document.currentScript?.remove()

  const override = (name, value) => {
    if (value && navigator[name] !== value)
      Object.defineProperty(navigator, name, { configurable: true, get: () => value })
  }
  override('userAgent', config.userAgent)
  override('platform', config.platform)

  // ---- the phone around us -------------------------------------------------------------------------------------
  const tellPhone = (type, detail) => {
    if (window.parent === window) return
    window.parent.postMessage({ from: 'wecom-webview', type, ...detail }, config.simulatorOrigin)
  }
  let lastPage = ''
  const tellPage = () => {
    const page = JSON.stringify([document.title, location.href])
    if (page === lastPage) return
    lastPage = page
    tellPhone('page', { title: document.title, url: location.href })
  }
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name]
    history[name] = function (...args) {
      const result = original.apply(this, args)
      queueMicrotask(tellPage)
      return result
    }
  }
  addEventListener('popstate', tellPage)
  addEventListener('pageshow', tellPage)
  document.addEventListener('DOMContentLoaded', () => {
    tellPage()
    new MutationObserver(tellPage).observe(document.head, { subtree: true, childList: true, characterData: true })
  })

  const listeners = new Map()
  const emit = (name, event) => (listeners.get(name) ?? []).map((handler) => handler(event))
  addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== config.simulatorOrigin) return
    if (event.data?.type !== 'back') return
    // 企业微信 asks onHistoryBack first; a handler that returns false keeps the page.
    if (emit('historyBack', {}).includes(false)) return
    // history.length counts the phone's own page too; the Navigation API knows this frame alone.
    if (window.navigation?.canGoBack) window.navigation.back()
    else tellPhone('close', {})
  })
  if (!config.hasBridge) return

  // ---- the bridge ----------------------------------------------------------------------------------------------
  const isAndroid = /Android/.test(config.userAgent)
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const pageUrl = () => location.href.split('#')[0]
  /** The APIs each kind of signature was given, for the URL it was made for. */
  const verified = { corp: null, agent: null }

  const ask = async (path, body) => {
    const answer = await fetch(`/__device__/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json()
  }

  const verify = async (name, kind, params, list) => {
    const verdict = await ask('verify', { kind, url: pageUrl(), ...params })
    if (!verdict.ok) return { err_msg: `${name}:${verdict.error}`, err_Info: verdict.info }
    verified[kind] = { apis: list ?? [], url: pageUrl() }
    return { err_msg: `${name}:ok` }
  }

  const isVerified = (name) => Object.values(verified).some((grant) => grant !== null && grant.apis.includes(name))

  const asNative = (value) => (isAndroid ? JSON.stringify(value) : value)

  const api = {
    preVerifyJSAPI: (p) =>
      verify(
        'preVerifyJSAPI',
        'corp',
        {
          corpId: p.verifyAppId,
          timestamp: String(p.verifyTimestamp),
          nonceStr: p.verifyNonceStr,
          signature: p.verifySignature,
        },
        p.verifyJsApiList,
      ),
    agentConfig: (p) =>
      verify(
        'agentConfig',
        'agent',
        {
          corpId: p.corpid,
          agentId: String(p.agentid),
          timestamp: String(p.timestamp),
          nonceStr: p.nonceStr,
          signature: p.signature,
        },
        p.jsApiList,
      ),
    async selectEnterpriseContact(p) {
      const picked = await pickContacts(p)
      if (picked === null) return { err_msg: 'selectEnterpriseContact:cancel' }
      return { err_msg: 'selectEnterpriseContact:ok', result: JSON.stringify({ selectAll: false, ...picked }) }
    },
    chooseImage: (p) => ({
      err_msg: 'chooseImage:ok',
      localIds: asNative(['wxLocalResource://simulated/1'].slice(0, p.count ?? 1)),
    }),
    getLocalImgData: () => ({ err_msg: 'getLocalImgData:ok', localData: `data:image/png;base64,${pixel}` }),
    uploadImage: (p) => ({ err_msg: 'uploadImage:ok', serverId: `MEDIA_${String(p.localId).split('/').pop()}` }),
    scanQRCode: () => ({
      err_msg: 'scanQRCode:ok',
      resultStr: JSON.stringify({ scan_code: { scan_result: 'SIM-0001' } }),
    }),
    getContext: () => ({ err_msg: 'getContext:ok', entry: 'normal' }),
    getNetworkType: () => ({ err_msg: 'getNetworkType:ok', networkType: 'wifi' }),
    setClipboardData: (p) => {
      tellPhone('clipboard', { text: String(p.data ?? '') })
      return { err_msg: 'setClipboardData:ok' }
    },
    openUserProfile: (p) => {
      tellPhone('profile', { userid: p.userid })
      return { err_msg: 'openUserProfile:ok' }
    },
    openEnterpriseChat: () => ({ err_msg: 'openEnterpriseChat:ok', chatId: 'simulated-chat' }),
    openExistedChatWithMsg: (p) => {
      if (!p.chatId) return { err_msg: 'openExistedChatWithMsg:fail_invalid_chatid' }
      tellPhone('chat', { chatId: p.chatId })
      return { err_msg: 'openExistedChatWithMsg:ok' }
    },
    previewFile: () => ({ err_msg: 'previewFile:ok' }),
    imagePreview: () => ({ err_msg: 'imagePreview:ok' }),
    closeWindow: () => {
      tellPhone('close', {})
      return { err_msg: 'closeWindow:ok' }
    },
    hideOptionMenu: () => {
      tellPhone('menu', { visible: false })
      return { err_msg: 'hideOptionMenu:ok' }
    },
    showOptionMenu: () => {
      tellPhone('menu', { visible: true })
      return { err_msg: 'showOptionMenu:ok' }
    },
    hideMenuItems: () => ({ err_msg: 'hideMenuItems:ok' }),
    checkJsApi: (p) => ({
      err_msg: 'checkJsApi:ok',
      checkResult: asNative(Object.fromEntries((p.jsApiList ?? []).map((name) => [name, name in api]))),
    }),
  }
  /** Usable before any signature (doc 90509). */
  const open = new Set([
    'preVerifyJSAPI',
    'agentConfig',
    'checkJsApi',
    'closeWindow',
    'hideOptionMenu',
    'showOptionMenu',
    'hideMenuItems',
  ])

  /** Answers the next call of that name by hand: tests refuse or cancel with it. */
  const forced = new Map()
  const calls = []

  /** The client's own member picker: inside the phone it is the phone that asks; without one the first match is taken. */
  const pickContacts = async (params) => {
    const answer = await ask('contacts', { mode: params.mode ?? 'single', selected: params.selectedUserIds ?? [] })
    if (window.parent === window) return answer.suggestion
    tellPhone('pick', {
      mode: params.mode ?? 'single',
      // Not `type`: that is the message's own.
      kinds: params.type ?? ['user'],
      selected: params.selectedUserIds ?? [],
    })
    return new Promise((resolve) => {
      const onMessage = (event) => {
        if (event.source !== window.parent || event.origin !== config.simulatorOrigin) return
        if (event.data?.type !== 'picked') return
        removeEventListener('message', onMessage)
        resolve(event.data.picked)
      }
      addEventListener('message', onMessage)
    })
  }

  const answer = async (name, params) => {
    const byHand = forced.get(name)
    if (byHand) {
      forced.delete(name)
      return byHand
    }
    if (!open.has(name) && !isVerified(name)) return { err_msg: `${name}:permission denied` }
    return api[name] ? api[name](params) : { err_msg: `${name}:function not exist` }
  }

  window.WeixinJSBridge = {
    invoke(name, params, callback) {
      calls.push({ name, params: JSON.parse(JSON.stringify(params ?? {})) })
      answer(name, params ?? {}).then(
        (result) => callback?.(result),
        (error) => callback?.({ err_msg: `${name}:fail_${error.message}` }),
      )
    },
    on(name, handler) {
      listeners.set(name, [...(listeners.get(name) ?? []), handler])
    },
  }
  window.__wecomDevice = { calls, emit, force: (name, result) => forced.set(name, result), verified }
  document.dispatchEvent(new Event('WeixinJSBridgeReady'))
})()
