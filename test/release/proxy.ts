import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled } from '../lib/debian-packages.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { fillTemplate } from './fill-template.ts'

const findProgram = (program: string) =>
  ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin']
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file))

/** Returns the path of nginx. Installs it as root on Debian; otherwise throws if it is missing. */
export function requireNginx(): string {
  ensureInstalled(() => findProgram('nginx') !== undefined, ['nginx-light'])
  const nginx = findProgram('nginx')
  if (!nginx) throw new Error('This program requires nginx: `apt-get install nginx-light`.')
  return nginx
}

/** Creates a certificate authority and a certificate for `localhost`. */
export function makeCertificates(folder: string) {
  mkdirSync(folder, { recursive: true })
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  run('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Rehearsal CA')
  run('req', ...newKey, '-keyout', 'privkey.pem', '-out', 'server.csr', '-subj', '/CN=localhost')
  writeFileSync(join(folder, 'names.txt'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names.txt']
  run('x509', '-req', '-in', 'server.csr', ...signing, '-out', 'fullchain.pem', '-days', '2')
  return { caFile: join(folder, 'ca.pem'), folder }
}

/** Containers often have no IPv6. */
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === 'IPv6'),
)

type Ports = { http: number; https: number; apps: readonly number[] }

/** Returns deploy/nginx.conf with only its name, ports, servers and paths replaced. */
function siteConfig(ports: Ports, certificates: string, logFolder: string): string {
  const text = readFileSync(pathInRepository('deploy/nginx.conf'), 'utf8')
  const [server = ''] = /^ *server 127\.0\.0\.1:8080.*;\n/m.exec(text) ?? []
  const changes: readonly (readonly [string, string])[] = [
    ['desk.example.com', 'localhost'],
    [server, ports.apps.map((port) => server.replace('8080', String(port))).join('')],
    ['listen 80;', `listen 127.0.0.1:${ports.http};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${ports.https} ssl;`],
    ['listen [::]:80;', hasIpv6 ? `listen [::1]:${ports.http};` : ''],
    ['listen [::]:443 ssl;', hasIpv6 ? `listen [::1]:${ports.https} ssl;` : ''],
    ['/opt/wecom-desk', pathInRepository('.').replace(/\/$/, '')],
    ['/etc/ssl/wecom-desk', certificates],
    ['/var/log/nginx', logFolder],
  ]
  return fillTemplate(text, changes, 'deploy/nginx.conf')
}

/** Starts nginx with deploy/nginx.conf on these ports. Its files are in `base`, the certificates in `certificates`. */
export async function startProxy(nginx: string, base: string, ports: Ports, certificates: string) {
  writeFileSync(join(base, 'site.conf'), siteConfig(ports, certificates, base))
  const tempPaths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${base}/${name};`,
  )
  writeFileSync(
    join(base, 'nginx.conf'),
    `pid ${base}/nginx.pid; error_log ${base}/error.log; worker_processes 1; daemon off;
events { worker_connections 4096; } http { ${tempPaths.join(' ')} include ${base}/site.conf; }\n`,
  )
  const args = ['-c', join(base, 'nginx.conf'), '-p', base, '-e', join(base, 'error.log')]
  execFileSync(nginx, [...args, '-t'], { stdio: 'pipe' })
  const child = spawn(nginx, args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  await until('nginx to listen', async () => (await isListening(ports.https)) || null)
  return {
    log: () => readFileSync(join(base, 'wecom-desk.log'), 'utf8'),
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
