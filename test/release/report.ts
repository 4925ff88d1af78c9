export type Row = { what: string; isFine: boolean; found: string }

/** Collects what a rehearsal checks, and prints each row at once. */
export function createReport(name: string) {
  const rows: Row[] = []
  const add = (row: Row): void => {
    rows.push(row)
    console.log(`${row.isFine ? '✓' : '✗'} ${row.what}${row.found === '' ? '' : `: ${row.found}`}`)
  }
  return {
    add,
    expect: (what: string, isFine: boolean, found: unknown = '') => add({ what, isFine, found: String(found) }),
    /** Runs `work`; an error is a row, too. */
    async run(work: () => Promise<void>): Promise<void> {
      try {
        await work()
      } catch (error) {
        const found = error instanceof Error ? (error.stack ?? error.message) : String(error)
        add({ what: 'the rehearsal runs to its end', isFine: false, found })
      }
    },
    /** Prints the result and returns the exit status. */
    finish(): number {
      const failed = rows.filter(({ isFine }) => !isFine).map(({ what }) => what)
      const pass = failed.length === 0 && rows.length > 0
      const figures = { checks: rows.length, failed }
      console.log(JSON.stringify({ name, pass, figures, versions: { node: process.version } }))
      return pass ? 0 : 1
    },
  }
}
