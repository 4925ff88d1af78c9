import pg from 'pg'

export type TestDatabase = {
  url: string
  query<Row>(text: string): Promise<Row[]>
  drop(): Promise<void>
}

/** Creates a database on the PostgreSQL at `serverUrl`. */
export async function createTestDatabase(serverUrl: string, name: string): Promise<TestDatabase> {
  const withServer = async (statement: string) => {
    const client = new pg.Client({ connectionString: serverUrl })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await withServer(`drop database if exists ${name} with (force)`)
  await withServer(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const pool = new pg.Pool({ connectionString: url.href, max: 1 })
  // The server may stop before the pool is closed.
  pool.on('error', () => {})
  return {
    url: url.href,
    query: async <Row>(text: string) => (await pool.query(text)).rows as Row[],
    async drop() {
      await pool.end()
      await withServer(`drop database if exists ${name} with (force)`)
    },
  }
}
