import { setTimeout as delay } from 'node:timers/promises'
import { newBrowser } from './browser-session.ts'

type Place = { publicUrl: string; simulatorUrl: string }
type Plan = {
  seconds: number
  junkPerSecond: number
  /** Who signs in meanwhile, one after the other, spread over the time. */
  people: readonly string[]
  /**
   * Absent: junk and people come from one /24, with browsers never seen before. Else junk comes from so many networks of one
   * /48, and people from networks of their own, each with a browser in which they signed in before.
   */
  nets?: number
}
/** Status 0: there was no answer at all. */
export type SignIn = { userid: string; status: number; ms: number }

/** The first three parts of everybody's address. */
const NET = '198.51.100'
const addressOf = (number: number) => `${NET}.${String(1 + (number % 250))}`

const junkAddress = (number: number, nets?: number) =>
  nets === undefined ? addressOf(number) : `2001:db8:1:${(number % nets).toString(16)}::1`
const ownAddress = (number: number) => `203.0.${String(number % 250)}.7`

/** Begins a sign-in with a browser never seen before, and comes back with a code that WeCom never made. */
async function bringJunk(place: Place, number: number, nets?: number): Promise<number> {
  const browser = newBrowser(place, 'nobody', junkAddress(number, nets))
  const begun = await browser.open('/auth/login?to=/')
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
  const answer = await browser.open(`/auth/callback?code=junk${String(number)}&state=${state}`)
  await answer.arrayBuffer()
  return answer.status
}

type Browser = ReturnType<typeof newBrowser>

/** From the first tap to the page. */
async function signIn(browser: Browser, userid: string): Promise<SignIn> {
  const started = performance.now()
  const enter = async () => {
    const page = await browser.open(await browser.walkToCallback())
    await page.arrayBuffer()
    return page.status
  }
  const status = await enter().catch(() => 0)
  return { userid, status, ms: performance.now() - started }
}

/** Junk at a fixed rate, whether or not what came before was answered, and people who sign in meanwhile. */
export async function signInAmongJunk(place: Place, { seconds, junkPerSecond, people, nets }: Plan) {
  const browsers = people.map((userid, number) =>
    newBrowser(place, userid, nets === undefined ? addressOf(number) : ownAddress(number)),
  )
  if (nets !== undefined)
    for (const [number, browser] of browsers.entries()) await signIn(browser, people[number] ?? '')
  const statuses = new Map<number | 'lost', number>()
  const count = (status: number | 'lost') => void statuses.set(status, (statuses.get(status) ?? 0) + 1)
  const began = performance.now()
  /** One after the other at an even pace, over the whole time. */
  const paced = async <One>(total: number, act: (number: number) => Promise<One>): Promise<One[]> => {
    const acts: Promise<One>[] = []
    for (let number = 0; number < total; number += 1) {
      await delay(Math.max(0, began + (number * seconds * 1000) / total - performance.now()))
      acts.push(act(number))
    }
    return Promise.all(acts)
  }
  const [signIns] = await Promise.all([
    paced(people.length, (number) => signIn(browsers[number]!, people[number] ?? '')),
    paced(seconds * junkPerSecond, (number) => bringJunk(place, number, nets).then(count, () => count('lost'))),
  ])
  return { signIns, statuses, seconds: (performance.now() - began) / 1000 }
}
