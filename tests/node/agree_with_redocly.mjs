// Runs tests/conformance/agreement/both.arazzo.yaml, in which no x- field is, under our runner and under Redocly's, and
// compares the verdicts of every workflow.
//   node agree_with_redocly.mjs <path of the runner> [--verbose]
// Exits with 77 (skipped) when @redocly/cli is not installed: `npm ci` in this folder installs it.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const runner = resolve(process.argv[2])
const verbose = process.argv.includes('--verbose')
const here = dirname(fileURLToPath(import.meta.url))
const redocly = [process.env.HPCMOCK_REDOCLY, join(here, 'node_modules/.bin/redocly')].find((path) => path && existsSync(path))
if (!redocly) {
  console.log('@redocly/cli is not installed: skipped')
  process.exit(77)
}

const counts = new Map()
const things = [{ id: 1, state: 'NEW' }, { id: 2, state: 'DONE' }, { id: 3, state: 'NEW' }]
const wrongThings = {
  none: { id: 1, state: 'NEW' },
  missing: { id: 1 },
  type: { id: 'one', state: 'NEW' },
  extra: { id: 1, state: 'NEW', colour: 'red' },
  enum: { id: 1, state: 'OLD' },
}

function answer(request, body) {
  const url = new URL(request.url, 'http://x')
  const [, kind, name] = url.pathname.split('/')
  if (kind === 'list') return [200, things]
  if (kind === 'count') {
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return [200, { n: counts.get(name) }]
  }
  if (kind === 'wrong') return name === 'media' ? [200, '<p>1</p>', 'text/html'] : [200, wrongThings[name]]
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const sent = body === '' ? undefined : form ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body)
  const echo = { method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, body: sent }
  return [Number(url.searchParams.get('status') ?? 200), echo]
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part) => (body += part))
  request.on('end', () => {
    const [status, value, type = 'application/json'] = answer(request, body)
    response.writeHead(status, { 'Content-Type': type })
    response.end(type === 'application/json' ? JSON.stringify(value) : value)
  })
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const url = `http://127.0.0.1:${server.address().port}`

const folder = mkdtempSync(join(tmpdir(), 'hpcmock-agreement-'))
cpSync(join(here, '../conformance/agreement'), folder, { recursive: true })
const api = join(folder, 'counter.openapi.yaml')
writeFileSync(api, readFileSync(api, 'utf8').replace('http://127.0.0.1:1', url))

function run(program, args) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: folder, env: { ...process.env, REDOCLY_TELEMETRY: 'off', NO_COLOR: '1', CI: '1' } })
    let text = ''
    child.stdout.on('data', (part) => (text += part))
    child.stderr.on('data', (part) => (text += part))
    child.on('close', () => done(text))
  })
}

async function ours() {
  counts.clear()
  const text = await run(runner, ['check', 'both.arazzo.yaml', '--base-url', url, '--root', folder, '--ledger', 'none', '--report', 'json=ours.json'])
  if (verbose) console.log(text)
  const report = JSON.parse(readFileSync(join(folder, 'ours.json')))
  return new Map(report.checks.map((check) => [check.id.split('/').pop(), check.outcome === 'PASS']))
}

async function theirs() {
  counts.clear()
  const text = await run(redocly, ['respect', 'both.arazzo.yaml', '--json-output', 'theirs.json', ...(verbose ? ['--verbose'] : [])])
  if (verbose || !existsSync(join(folder, 'theirs.json'))) console.log(text)
  const report = JSON.parse(readFileSync(join(folder, 'theirs.json')))
  const workflows = Object.values(report.files)[0].executedWorkflows
  return new Map(workflows.map((one) => [one.workflowId, one.status === 'success']))
}

const us = await ours()
const them = await theirs()
let disagreements = 0
const complain = (text) => {
  ++disagreements
  console.log(text)
}
for (const [workflow, passed] of them) {
  const expected = workflow.startsWith('pass-')
  if (!us.has(workflow)) {
    if (!passed) complain(`${workflow}: Redocly fails what only serves others`)
    continue
  }
  if (us.get(workflow) !== passed) complain(`${workflow}: we say ${us.get(workflow)}, Redocly says ${passed}`)
  if (us.get(workflow) !== expected) complain(`${workflow}: we say ${us.get(workflow)}, its name says ${expected}`)
}
if (them.size < us.size) complain(`Redocly judged ${them.size} workflows, we ${us.size}`)
server.close()
rmSync(folder, { recursive: true })
console.log(`${us.size} workflows compared, ${disagreements} disagreements`)
process.exit(disagreements === 0 ? 0 : 1)
