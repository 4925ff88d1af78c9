import type { InitialState } from '@desk/shared/pages/initial-state'
import { refusalReasons } from '@desk/shared/pages/page-schemas'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { loadBuiltRenderer } from '../lib/built-renderer.ts'

export type RenderedPage = { name: string; kind: string; status: number; html: string }

/** Pages that no path leads to, such as errors and refusals. */
const pages: readonly LoadedPage[] = [
  ...refusalReasons.map((reason): LoadedPage => ({
    name: 'refusal',
    data: { reason, helpCode: 'K7Q2-91FD', retryTo: '/auth/login?to=%2F' },
  })),
  ...(['passed', 'refused', 'stale', 'again', 'busy', 'unavailable'] as const).map((outcome): LoadedPage => ({
    name: 'second-factor',
    data: { outcome },
  })),
  { name: 'second-factor', data: { outcome: 'wecom_refused', errcode: 60020 } },
  ...(['empty', 'unknown', 'limited'] as const).map((state): LoadedPage => ({
    name: 'case-help',
    data: { state, code: state === 'empty' ? '' : 'K7Q2-91FD', found: null },
  })),
  { name: 'error', data: { requestId: 'req_01JNQ3V8W7' } },
  {
    name: 'panel',
    data: {
      corpId: 'ww0123456789abcdef',
      agentId: 1000002,
      redirectUri: 'http://localhost/auth/callback',
      state: 'a1b2c3d4',
      plainUrl: 'https://login.work.weixin.qq.com/wwlogin/sso/login',
    },
  },
]

/** Renders these pages with the built renderer, as the server does. */
export async function renderedPages(): Promise<RenderedPage[]> {
  const render = await loadBuiltRenderer()
  return Promise.all(
    pages.map(async (page) => {
      const initialState: InitialState = {
        me: null,
        page,
        language: 'zh-CN',
        theme: 'light',
        mode: 'normal',
        isComputer: false,
        now: '2026-03-17T02:33:00.000Z',
        timeZone: 'Asia/Shanghai',
      }
      const name = page.name === 'refusal' ? `refusal ${page.data.reason}` : page.name
      return { name, kind: page.name, ...(await render({ path: '/', initialState, nonce: 'crawl', userAgent: '' })) }
    }),
  )
}
