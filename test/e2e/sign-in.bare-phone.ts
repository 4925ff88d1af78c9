import type { APIRequestContext, APIResponse } from '@playwright/test'
import type { Stack } from '../demo/start-stack.ts'
import { holdPhoneOf, hop, walkToCallback } from './sign-in.steps.ts'

const wecomAgent = { 'user-agent': 'Mozilla/5.0 (Linux; Android 15; wv) Mobile Safari/537.36 wxwork/4.1.36' }

/** Returns a phone without a gateway, so that headers reach the app unchanged and its cookies are visible. */
export async function barePhone(request: APIRequestContext, stack: Omit<Stack, 'stop'>, userid: string) {
  await holdPhoneOf(request, stack.gatewayUrl, userid)
  return {
    open: (path: string, headers: Record<string, string> = {}): Promise<APIResponse> =>
      hop(request, stack.appUrl + path, { ...wecomAgent, ...headers }),
    /** Returns path and query of a callback that was not opened yet. */
    async callback(): Promise<string> {
      const { pathname, search } = new URL(await walkToCallback(request, `${stack.appUrl}/auth/login`, wecomAgent))
      return pathname + search
    },
    async appCookies(): Promise<string[]> {
      const { cookies } = await request.storageState()
      return cookies
        .filter(({ domain }) => domain === '127.0.0.1')
        .map(({ name }) => name)
        .sort()
    },
  }
}
