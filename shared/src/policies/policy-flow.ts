/** Languages a policy may be written in. Each has its own text and its own hashes; a signature names the one read. */
export const policyLanguages = ['zh-CN', 'en'] as const
export type PolicyLanguage = (typeof policyLanguages)[number]

/** Of a version. A storage contract: append, never rename. */
export const versionStates = ['draft', 'in_review', 'approved', 'scheduled', 'published', 'superseded'] as const
export type VersionState = (typeof versionStates)[number]

/**
 * What a new version asks of those who signed an older one. `major`: the changed clauses again. `minor`: nothing, they
 * are told. `no_resign`: nothing, and nobody is told: a typo, with its reason on record.
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
] as const
export type VersionCommand = (typeof versionCommands)[number]

const transitions: Readonly<Record<VersionState, Partial<Record<VersionCommand, VersionState>>>> = {
  draft: { edit: 'draft', submit: 'in_review' },
  in_review: { approve: 'approved', send_back: 'draft' },
  // What was approved is what is published: an edit takes the approval away.
  approved: { publish: 'scheduled', edit: 'draft', send_back: 'draft' },
  scheduled: { take_effect: 'published', send_back: 'draft' },
  published: { supersede: 'superseded' },
  superseded: {},
}

/** Who acts next on a version that stands here; null: it is over. Its readers sign what is published. `returned`: a draft that came back. */
export const nextInVersion = {
  draft: 'author',
  returned: 'author',
  in_review: 'second_person',
  approved: 'author',
  scheduled: 'timer',
  published: 'readers',
  superseded: null,
} as const satisfies Record<VersionState | 'returned', 'author' | 'second_person' | 'readers' | 'timer' | null>

/** Null: not from here. */
export const nextVersionState = (from: VersionState, command: VersionCommand): VersionState | null =>
  transitions[from][command] ?? null

/** The number that people see: 2.1 after 2.0 for a small change, 3.0 for one that asks again. */
export function nextLabel(before: string | null, kind: VersionKind): string {
  if (before === null) return '1.0'
  const [major = 0, minor = 0, patch = 0] = before.split('.').map(Number)
  if (kind === 'major') return `${String(major + 1)}.0`
  return kind === 'minor'
    ? `${String(major)}.${String(minor + 1)}`
    : `${String(major)}.${String(minor)}.${String(patch + 1)}`
}

/** The oldest version whose signature still counts once this one is in force. */
export const requiredNo = (no: number, kind: VersionKind, before: { requiresNo: number } | null): number =>
  before === null || kind === 'major' ? no : before.requiresNo
