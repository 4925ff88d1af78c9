/** Languages in which a policy may be written. Each has its own text and hashes; a signature names the language that was read. */
export const policyLanguages = ['zh-CN', 'en'] as const
export type PolicyLanguage = (typeof policyLanguages)[number]

/** States of a version. They are stored: append new ones, never rename. */
export const versionStates = [
  'draft',
  'in_review',
  'approved',
  'scheduled',
  'published',
  'superseded',
  'discarded',
] as const
export type VersionState = (typeof versionStates)[number]

/**
 * The effect of a new version on people who signed an older one. `major`: they sign again after reading the changed clauses.
 * `minor`: they are only notified. `no_resign`: they are not notified, as for a corrected typo; needs a stored reason.
 */
export const versionKinds = ['major', 'minor', 'no_resign'] as const
export type VersionKind = (typeof versionKinds)[number]

export const versionCommands = [
  'edit',
  'submit',
  'approve',
  'send_back',
  'publish',
  'take_effect',
  'supersede',
  'discard',
] as const
export type VersionCommand = (typeof versionCommands)[number]

const transitions: Readonly<Record<VersionState, Partial<Record<VersionCommand, VersionState>>>> = {
  draft: { edit: 'draft', submit: 'in_review', discard: 'discarded' },
  in_review: { approve: 'approved', send_back: 'draft' },
  // Only the approved text is published: an edit removes the approval.
  approved: { publish: 'scheduled', edit: 'draft', send_back: 'draft' },
  scheduled: { take_effect: 'published', send_back: 'draft' },
  published: { supersede: 'superseded' },
  superseded: {},
  discarded: {},
}

/** The next actor of a version in each state; null in a final state. `returned` is a draft that was sent back. */
export const nextActorOfVersion = {
  draft: 'author',
  returned: 'author',
  in_review: 'second_person',
  approved: 'author',
  scheduled: 'timer',
  published: 'readers',
  superseded: null,
  discarded: null,
} as const satisfies Record<VersionState | 'returned', 'author' | 'second_person' | 'readers' | 'timer' | null>

/** Returns the next state; null when the command is not allowed in this state. */
export const nextVersionState = (from: VersionState, command: VersionCommand): VersionState | null =>
  transitions[from][command] ?? null

/** Returns the label of the next version: after 2.0, it is 3.0 for `major`, 2.1 for `minor` and 2.0.1 for `no_resign`. */
export function nextLabel(before: string | null, kind: VersionKind): string {
  if (before === null) return '1.0'
  const [major = 0, minor = 0, patch = 0] = before.split('.').map(Number)
  if (kind === 'major') return `${String(major + 1)}.0`
  return kind === 'minor'
    ? `${String(major)}.${String(minor + 1)}`
    : `${String(major)}.${String(minor)}.${String(patch + 1)}`
}

/** Returns the number of the oldest version whose signature is valid while this version is in force. */
export const requiredNo = (no: number, kind: VersionKind, before: { requiresNo: number } | null): number =>
  before === null || kind === 'major' ? no : before.requiresNo
