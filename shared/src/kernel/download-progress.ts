/** Response header of `HEAD` on a download link that is in use: lines that are ready, and their number in the whole file. */
export const PROGRESS_HEADER = 'x-download-progress'

/** Parses the header as a share from 0 to 1; null: the file has no lines that are counted, or was not begun. */
export function parseProgress(text: string | null): number | null {
  const [, done, total] = /^(\d+)\/(\d+)$/.exec(text ?? '') ?? []
  return done === undefined || Number(total) === 0 ? null : Math.min(1, Number(done) / Number(total))
}
