/** Says how far a file of evidence is; null: nothing is counted yet. */
export const bundleProgress = (share: number | null): string =>
  share === null
    ? 'Preparing the roster'
    : share === 1
      ? 'The file is complete: wait until the browser has saved it'
      : `Making the file: ${String(Math.floor(share * 100))}%. Do not close the download`
