// The native side of WeCom's WebView for the unmodified @wecom/jssdk: `invoke(name, params, callback)` and
// `on(event, handler)`. A callback gets `{ err_msg: '<name>:ok' | '<name>:fail_…' | '<name>:cancel', … }`.
// It runs before the page's scripts, because the SDK reads navigator and WeixinJSBridge on import.
;(() => {
  const config = JSON.parse(document.currentScript?.dataset.wecom ?? '{}')
  document.currentScript?.remove()

  const override = (name, value) => {
    if (value && navigator[name] !== value)
      Object.defineProperty(navigator, name, { configurable: true, get: () => value })
  }
  override('userAgent', config.userAgent)
  override('platform', config.platform)

  // ---- messages to the phone -----------------------------------------------------------------------------------
  const postToPhone = (type, detail) => {
    if (window.parent === window) return
    window.parent.postMessage({ from: 'wecom-webview', type, ...detail }, config.simulatorOrigin)
  }
  let lastPage = ''
  const reportPage = () => {
    const page = JSON.stringify([document.title, location.href])
    if (page === lastPage) return
    lastPage = page
    postToPhone('page', { title: document.title, url: location.href })
  }
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name]
    history[name] = function (...args) {
      const result = original.apply(this, args)
      queueMicrotask(reportPage)
      return result
    }
  }
  addEventListener('popstate', reportPage)
  addEventListener('pageshow', reportPage)
  document.addEventListener('DOMContentLoaded', () => {
    reportPage()
    new MutationObserver(reportPage).observe(document.head, { subtree: true, childList: true, characterData: true })
  })

  const listeners = new Map()
  const emit = (name, event) => (listeners.get(name) ?? []).map((handler) => handler(event))
  addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== config.simulatorOrigin) return
    if (event.data?.type !== 'back') return
    // 企业微信 calls onHistoryBack first; a handler that returns false keeps the page.
    if (emit('historyBack', {}).includes(false)) return
    // history.length includes the pages of the phone; the Navigation API only those of this frame.
    if (window.navigation?.canGoBack) window.navigation.back()
    else postToPhone('close', {})
  })
  if (!config.hasBridge) return

  // ---- the bridge ----------------------------------------------------------------------------------------------
  const isAndroid = /Android/.test(config.userAgent)
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const pageUrl = () => location.href.split('#')[0]
  /** The verified APIs and URL of each kind of signature. */
  const verified = { corp: null, agent: null }

  const callGateway = async (path, body) => {
    const response = await fetch(`/__device__/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return response.json()
  }

  const verify = async (name, kind, params, list) => {
    const result = await callGateway('verify', { kind, url: pageUrl(), ...params })
    if (!result.ok) return { err_msg: `${name}:${result.error}`, err_Info: result.info }
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
      postToPhone('clipboard', { text: String(p.data ?? '') })
      return { err_msg: 'setClipboardData:ok' }
    },
    openUserProfile: (p) => {
      postToPhone('profile', { userid: p.userid })
      return { err_msg: 'openUserProfile:ok' }
    },
    openEnterpriseChat: () => ({ err_msg: 'openEnterpriseChat:ok', chatId: 'simulated-chat' }),
    openExistedChatWithMsg: (p) => {
      if (!p.chatId) return { err_msg: 'openExistedChatWithMsg:fail_invalid_chatid' }
      postToPhone('chat', { chatId: p.chatId })
      return { err_msg: 'openExistedChatWithMsg:ok' }
    },
    previewFile: () => ({ err_msg: 'previewFile:ok' }),
    imagePreview: () => ({ err_msg: 'imagePreview:ok' }),
    closeWindow: () => {
      postToPhone('close', {})
      return { err_msg: 'closeWindow:ok' }
    },
    hideOptionMenu: () => {
      postToPhone('menu', { visible: false })
      return { err_msg: 'hideOptionMenu:ok' }
    },
    showOptionMenu: () => {
      postToPhone('menu', { visible: true })
      return { err_msg: 'showOptionMenu:ok' }
    },
    hideMenuItems: () => ({ err_msg: 'hideMenuItems:ok' }),
    checkJsApi: (p) => ({
      err_msg: 'checkJsApi:ok',
      checkResult: asNative(Object.fromEntries((p.jsApiList ?? []).map((name) => [name, name in api]))),
    }),
  }
  /** APIs that need no signature (doc 90509). */
  const unsignedApis = new Set([
    'preVerifyJSAPI',
    'agentConfig',
    'checkJsApi',
    'closeWindow',
    'hideOptionMenu',
    'showOptionMenu',
    'hideMenuItems',
  ])

  /** Results set by tests for the next call of an API, for example a cancel. */
  const forced = new Map()
  const calls = []

  /** Opens the member picker of the phone. Without a phone it selects the first other member, with `multi` the first two. */
  const pickContacts = async (params) => {
    const { suggestion } = await callGateway('contacts', {
      mode: params.mode ?? 'single',
      selected: params.selectedUserIds ?? [],
    })
    if (window.parent === window) return suggestion
    postToPhone('pick', {
      mode: params.mode ?? 'single',
      // `type` is the type of the message.
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

  const callApi = async (name, params) => {
    const forcedResult = forced.get(name)
    if (forcedResult) {
      forced.delete(name)
      return forcedResult
    }
    if (!unsignedApis.has(name) && !isVerified(name)) return { err_msg: `${name}:permission denied` }
    return api[name] ? api[name](params) : { err_msg: `${name}:function not exist` }
  }

  window.WeixinJSBridge = {
    invoke(name, params, callback) {
      calls.push({ name, params: JSON.parse(JSON.stringify(params ?? {})) })
      callApi(name, params ?? {}).then(
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
