import { type DirectoryHealth, driftKinds } from '@desk/shared/directory/directory-schemas'
import type { Messages } from '../../locales/messages.ts'

export type Fact = { name: string; value: string; isBad?: boolean }
type Running = { icon: 'clock' | 'warning'; tone: 'primary' | 'warning'; text: string }

/** Returns the facts of the directory page; kinds of change that did not happen are left out. */
export function directoryFacts(
  health: DirectoryHealth,
  messages: Messages['directory'],
  day: (instant: string) => string,
) {
  return {
    last: lastFacts(health.last, messages, day),
    running: runningNote(health.running, messages),
    holds: [
      { name: messages.members, value: String(health.members) },
      { name: messages.departments, value: String(health.departments) },
    ] satisfies Fact[],
    changes: driftKinds
      .filter((kind) => health.drift[kind] > 0)
      .map((kind): Fact => ({ name: messages.drift[kind], value: String(health.drift[kind]) })),
    callbacks: [
      { name: messages.received, value: messages.receivedValue(health.callbacks.lastDay) },
      {
        name: messages.lastAt,
        value: health.callbacks.lastAt === null ? messages.noneYet : day(health.callbacks.lastAt),
      },
      { name: messages.pending, value: messages.receivedValue(health.callbacks.waiting) },
    ] satisfies Fact[],
    wecom: health.secrets.map((secret): Fact => {
      const isAddressRefused = secret.addresses.length > 0
      return {
        name: messages.secrets[secret.name],
        value: isAddressRefused
          ? messages.address(secret.addresses.join(', '))
          : messages.secretSays(secret, secret.until === null ? '' : day(secret.until)),
        isBad: secret.state === 'refused' || isAddressRefused,
      }
    }),
    pausedApis: health.gates.map(({ api, until }) => messages.pausedApi(api, day(until))),
  }
}

function lastFacts(
  last: DirectoryHealth['last'],
  messages: Messages['directory'],
  day: (instant: string) => string,
): Fact[] {
  if (!last) return []
  const interruptions = last.claims - 1
  const duration = [messages.took(last.seconds), ...(interruptions > 0 ? [messages.interrupted(interruptions)] : [])]
  return [
    { name: messages.when, value: day(last.finishedAt) },
    { name: messages.duration, value: duration.join(' · ') },
    { name: messages.read, value: messages.readValue(last.members, last.departments) },
    { name: messages.calls, value: messages.callsValue(last.calls) },
  ]
}

function runningNote(running: DirectoryHealth['running'], messages: Messages['directory']): Running | null {
  if (!running) return null
  const progress = messages.progress(running.done, running.departments, running.members)
  if (running.isWorking) return { icon: 'clock', tone: 'primary', text: `${messages.running} · ${progress}` }
  const cause = running.lastError === null ? [] : [messages.stopped(running.lastError)]
  return { icon: 'warning', tone: 'warning', text: [messages.waiting, progress, ...cause].join(' · ') }
}
