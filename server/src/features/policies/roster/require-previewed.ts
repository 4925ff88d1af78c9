import { InvalidInputError } from '../../../kernel/app-error.ts'

/** Refuses an action on more people than its preview showed. Without `atMost` the caller has seen no number. */
export function requirePreviewed(people: number, atMost: number | undefined): void {
  if (atMost !== undefined && people > atMost)
    throw new InvalidInputError('More people match than the preview showed', [
      { path: 'atMost', code: 'selection.grew' },
    ])
}
