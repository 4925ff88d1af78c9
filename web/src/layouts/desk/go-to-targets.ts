import { departmentText } from '@desk/shared/directory/department-text'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { MemberOption } from '../../platform/member-option.ts'
import type { Messages } from '../../locales/messages.ts'
import type { DeskGroup } from './desk-places.ts'

type GoToMessages = Messages['desk']['goTo']
type Kind = keyof GoToMessages['kinds']
/** What the search opens: a page, a policy, an action, a receipt or a person. */
export type Target = { key: string; kind: Kind; label: string; hint: string; to: string }

/** A policy that the member may view. */
export type GoToPolicy = { id: string; title: string }

const MAX = 12
const RECEIPT = /^[0-9A-Z]{4}-?[0-9A-Z]{4}$/

/** Lists the pages of the navigation, also those of groups that are closed. */
const pageTargets = (
  groups: readonly DeskGroup[],
  titles: Messages['core']['titles'],
  names: Messages['desk']['groups'],
) =>
  groups.flatMap(({ name: group, links }) =>
    links.flatMap(({ name, to }): Target[] =>
      to === null ? [] : [{ key: `page ${name}`, kind: 'page', label: titles[name], hint: names[group], to }],
    ),
  )

const policyTargets = (policies: readonly GoToPolicy[], { remind, exported, progress }: GoToMessages): Target[] =>
  policies.flatMap(({ id, title }) => [
    { key: `policy ${id}`, kind: 'policy' as const, label: title, hint: progress, to: pagePaths.policyBoard(id) },
    {
      key: `remind ${id}`,
      kind: 'action' as const,
      label: `${remind} ${title}`,
      hint: '',
      to: pagePaths.policyBoard(id),
    },
    {
      key: `export ${id}`,
      kind: 'action' as const,
      label: `${exported} ${title}`,
      hint: '',
      to: pagePaths.policyPeople(id),
    },
  ])

const receiptTarget = (text: string): Target[] => {
  const code = text.toUpperCase()
  if (!RECEIPT.test(code)) return []
  const label = code.includes('-') ? code : `${code.slice(0, 4)}-${code.slice(4)}`
  return [{ key: 'receipt', kind: 'receipt', label, hint: '', to: pagePaths.receipt(label) }]
}

const personTarget = ({ userid, name, department }: MemberOption): Target => ({
  key: `person ${userid}`,
  kind: 'person',
  label: name,
  hint: departmentText(department),
  to: pagePaths.signingRecord(userid),
})

type TargetSources = {
  groups: readonly DeskGroup[]
  policies: readonly GoToPolicy[]
  people: readonly MemberOption[]
  titles: Messages['core']['titles']
  messages: Messages['desk']
}

/**
 * Returns at most `MAX` targets: the receipt with this code, `people`, then the policies, actions and pages whose label and hint
 * contain each word of the text. Without a text: policies and pages.
 */
export function findTargets(text: string, { groups, policies, people, titles, messages }: TargetSources): Target[] {
  const sought = text.trim().toLowerCase()
  const allTargets = [...policyTargets(policies, messages.goTo), ...pageTargets(groups, titles, messages.groups)]
  if (sought === '') return allTargets.filter(({ kind }) => kind !== 'action').slice(0, MAX)
  const words = sought.split(/\s+/)
  const matching = allTargets.filter(({ label, hint }) => {
    const shown = `${label} ${hint}`.toLowerCase()
    return words.every((word) => shown.includes(word))
  })
  return [...receiptTarget(text.trim()), ...people.map(personTarget), ...matching].slice(0, MAX)
}
