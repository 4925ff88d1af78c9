import { type DirectoryHealth, driftKinds } from '@desk/shared/directory/directory-schemas'
import type { Messages } from '../../locales/messages.ts'

export type Fact = { name: string; value: string; isBad?: boolean }
type Running = { icon: 'clock' | 'warning'; tone: 'act' | 'warn'; text: string }

/** The page of the directory as rows of words. Only kinds of change that happened are named. */
export function directoryFacts(
  health: DirectoryHealth,
  words: Messages['directory'],
  day: (instant: string) => string,
) {
  return {
    last: lastFacts(health.last, words, day),
    running: runningNote(health.running, words),
    holds: [
      { name: words.members, value: words.times(health.members) },
      { name: words.departments, value: words.times(health.departments) },
    ] satisfies Fact[],
    changes: driftKinds
      .filter((kind) => health.drift[kind] > 0)
      .map((kind): Fact => ({ name: words.drift[kind], value: words.times(health.drift[kind]) })),
    callbacks: [
      { name: words.received, value: words.receivedValue(health.callbacks.lastDay) },
      { name: words.lastAt, value: health.callbacks.lastAt === null ? words.noneYet : day(health.callbacks.lastAt) },
      { name: words.pending, value: words.receivedValue(health.callbacks.waiting) },
    ] satisfies Fact[],
    wecom: health.secrets.map((secret): Fact => {
      const said = words.secretSays(secret, secret.until === null ? '' : day(secret.until))
      const refused = secret.addresses.length === 0 ? '' : words.address(secret.addresses.join(', '))
      return {
        name: words.secrets[secret.name],
        value: refused === '' ? said : refused,
        isBad: secret.state === 'refused' || refused !== '',
      }
    }),
    gates: health.gates.map(({ api, until }) => words.gate(api, day(until))),
  }
}

function lastFacts(
  last: DirectoryHealth['last'],
  words: Messages['directory'],
  day: (instant: string) => string,
): Fact[] {
  if (!last) return []
  const interruptions = last.claims - 1
  return [
    { name: words.when, value: day(last.finishedAt) },
    {
      name: words.duration,
      value: [words.took(last.seconds), ...(interruptions > 0 ? [words.interrupted(interruptions)] : [])].join(' · '),
    },
    { name: words.read, value: words.readValue(last.members, last.departments) },
    { name: words.calls, value: words.callsValue(last.calls) },
  ]
}

function runningNote(running: DirectoryHealth['running'], words: Messages['directory']): Running | null {
  if (!running) return null
  const progress = words.progress(running.done, running.departments, running.members)
  if (running.isWorking) return { icon: 'clock', tone: 'act', text: `${words.running} · ${progress}` }
  const cause = running.lastError === null ? [] : [words.stopped(running.lastError)]
  return { icon: 'warning', tone: 'warn', text: [words.waiting, progress, ...cause].join(' · ') }
}
