/**
 * Response header of `HEAD` on a download link that is in use: lines that are ready, and their number in the whole file.
 * `0/0`: nothing is counted yet.
 */
export const PROGRESS_HEADER = 'x-download-progress'

/**
 * Returns the progress of a file by the answer to `HEAD`. `share`: from 0 to 1, null while nothing is counted. `isOver`: it
 * is whole, or no file will come. A busy server says nothing about the file: only when the link is gone (410) and not in use
 * will no file come.
 */
export function downloadProgress(header: string | null, status: number): { share: number | null; isOver: boolean } {
  const [, done, total] = /^(\d+)\/(\d+)$/.exec(header ?? '') ?? []
  const share = done === undefined || Number(total) === 0 ? null : Math.min(1, Number(done) / Number(total))
  return { share, isOver: share === 1 || (header === null && status === 410) }
}
