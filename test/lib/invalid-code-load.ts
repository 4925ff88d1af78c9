import { setTimeout as delay } from 'node:timers/promises'
import { createVisitor, type Visitor } from './browser-session.ts'

type Addresses = { publicUrl: string; simulatorUrl: string }
type Plan = {
  seconds: number
  invalidPerSecond: number
  /** Members who sign in one after the other at an even rate. */
  userids: readonly string[]
  /**
   * The number of networks of one /48 that invalid codes come from; members then have their own networks and browsers in
   * which they signed in before. Undefined: all come from one /24, with unknown browsers.
   */
  networks?: number
}
/** The result of one sign-in. Status 0: no response. */
export type SignIn = { userid: string; status: number; ms: number }

/** The shared /24. */
const NETWORK = '198.51.100'
const addressOf = (number: number) => `${NETWORK}.${String(1 + (number % 250))}`

const invalidCodeAddress = (number: number, networks?: number) =>
  networks === undefined ? addressOf(number) : `2001:db8:1:${(number % networks).toString(16)}::1`
const ownAddress = (number: number) => `203.0.${String(number % 250)}.7`

/** Starts a sign-in with an unknown browser, and calls the callback with a code that WeCom did not issue. */
async function sendInvalidCode(addresses: Addresses, number: number, networks?: number): Promise<number> {
  const browser = createVisitor(addresses, 'nobody', invalidCodeAddress(number, networks))
  const login = await browser.open('/auth/login?to=/')
  const state = new URL(login.headers.get('location') ?? '').searchParams.get('state') ?? ''
  const response = await browser.open(`/auth/callback?code=junk${String(number)}&state=${state}`)
  await response.arrayBuffer()
  return response.status
}

/** Signs in and measures the time until the page is loaded. */
async function signIn(browser: Visitor, userid: string): Promise<SignIn> {
  const started = performance.now()
  const openPage = async () => {
    const page = await browser.open(await browser.startSignIn())
    await page.arrayBuffer()
    return page.status
  }
  const status = await openPage().catch(() => 0)
  return { userid, status, ms: performance.now() - started }
}

/** Sends invalid codes at a fixed rate, without waiting for responses, while members sign in. */
export async function runInvalidCodeLoad(addresses: Addresses, { seconds, invalidPerSecond, userids, networks }: Plan) {
  const browsers = userids.map((userid, number) =>
    createVisitor(addresses, userid, networks === undefined ? addressOf(number) : ownAddress(number)),
  )
  if (networks !== undefined)
    for (const [number, browser] of browsers.entries()) await signIn(browser, userids[number] ?? '')
  const statuses = new Map<number | 'lost', number>()
  const count = (status: number | 'lost') => void statuses.set(status, (statuses.get(status) ?? 0) + 1)
  const startedAt = performance.now()
  /** Starts calls at an even rate over the whole time. */
  const runEvenly = async <Result>(total: number, run: (number: number) => Promise<Result>): Promise<Result[]> => {
    const runs: Promise<Result>[] = []
    for (let number = 0; number < total; number += 1) {
      await delay(Math.max(0, startedAt + (number * seconds * 1000) / total - performance.now()))
      runs.push(run(number))
    }
    return Promise.all(runs)
  }
  const [signIns] = await Promise.all([
    runEvenly(userids.length, (number) => signIn(browsers[number]!, userids[number] ?? '')),
    runEvenly(seconds * invalidPerSecond, (number) =>
      sendInvalidCode(addresses, number, networks).then(count, () => count('lost')),
    ),
  ])
  return { signIns, statuses, seconds: (performance.now() - startedAt) / 1000 }
}
