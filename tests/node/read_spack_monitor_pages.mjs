// Opens Spack Monitor's pages in a browser, as a person would: recent builds, a build with its phases and logs, a spec.
//   node read_spack_monitor_pages.mjs <path of hpcmock> [folder for screenshots]
// Exits with 77 (skipped) without playwright-core (`npm ci` in this folder installs it) or without a Chromium
// (`HPCMOCK_CHROMIUM`, else /usr/bin/chromium).
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const [program, pictures] = process.argv.slice(2)
const browserPath = process.env.HPCMOCK_CHROMIUM ?? '/usr/bin/chromium'

let chromium
try {
  chromium = (await import('playwright-core')).chromium
} catch {
  console.log('playwright-core is not installed: skipped')
  process.exit(77)
}
if (!existsSync(browserPath)) {
  console.log(`there is no ${browserPath}: skipped`)
  process.exit(77)
}

const folder = mkdtempSync(join(tmpdir(), 'hpcmock-pages-'))
const readyFile = join(folder, 'ready')
const server = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--listen', 'spack_monitor=127.0.0.1:0',
  '--ready-file', readyFile], { stdio: 'ignore' })

// Until the server has said where it listens.
async function ready() {
  for (let i = 0; i < 600; ++i) {
    if (existsSync(readyFile) && readFileSync(readyFile, 'utf8').endsWith('\n')) break
    assert.equal(server.exitCode, null, 'the server has ended')
    await delay(50)
  }
  return JSON.parse(readFileSync(readyFile, 'utf8')).apis.spack_monitor
}

const basic = 'Basic ' + Buffer.from('vsoch:50445263afd8f67e59bd79bff597836ee6c05438').toString('base64')

class Monitor {
  constructor(url, bearer) { this.url = url; this.bearer = bearer }
  static async at(url) {
    const response = await fetch(`${url}/auth/token/`, { headers: { Authorization: basic } })
    return new Monitor(url, (await response.json()).token)
  }
  async post(endpoint, body) {
    const response = await fetch(`${this.url}/ms1/${endpoint}/`,
      { method: 'POST', headers: { Authorization: `Bearer ${this.bearer}` }, body: JSON.stringify(body) })
    assert.ok(response.ok, `${endpoint}: ${response.status}`)
    return response.json()
  }
  async build(name, version, tags, dependencies = []) {
    const node = { name, version, hash: `d${name}`, full_hash: `full${name}`, namespace: 'builtin', dependencies,
      compiler: { name: 'gcc', version: '12.2.0' }, parameters: { shared: true } }
    await this.post('specs/new', { spack_version: '0.17.0', spec: { nodes: [node] } })
    const answer = await this.post('builds/new', { host_os: 'debian12', platform: 'linux', host_target: 'zen3',
      hostname: 'frontal', kernel_version: '#1 SMP', spack_version: '0.17.0', full_hash: `full${name}`, tags })
    return answer.data.build.build_id
  }
  phase(build_id, phase_name, status, output) {
    return this.post('builds/phases/update', { build_id, phase_name, status, output })
  }
  status(build_id, status) { return this.post('builds/update', { build_id, status }) }
}

async function load(monitor) {
  const zlib = await monitor.build('zlib', '1.2.11', 'nightly')
  await monitor.phase(zlib, 'configure', 'SUCCESS', 'checking for gcc... gcc\n')
  await monitor.phase(zlib, 'install', 'SUCCESS', 'installed libz.so.1.2.11\n')
  await monitor.status(zlib, 'SUCCESS')
  const curl = await monitor.build('curl', '7.76.1', 'nightly,<b>bold</b>',
    [{ name: 'zlib', full_hash: 'fullzlib', type: ['link'] }])
  await monitor.phase(curl, 'build', 'ERROR', 'gcc -c a.c\n'.repeat(2500) +
    "url.c:12:5: error: unknown type name 'CURLM'\n<script>document.title = 'taken'</script>\n")
  await monitor.status(curl, 'FAILED')
}

async function fits(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

async function readRecentBuilds(page, url) {
  await page.goto(`${url}/`)
  assert.equal(await page.title(), 'Spack Monitor')
  const rows = await page.locator('tbody tr').allInnerTexts()
  const cells = rows.map((row) => row.split('\t').map((cell) => cell.replace(/\s+/g, ' ').trim()).slice(0, 6).join('|'))
  assert.deepEqual(cells, [
    'Build 2|curl v7.76.1 fullcurl|FAILED|build|linux debian12 zen3 on frontal|vsoch',
    'Build 1|zlib v1.2.11 fullzlib|SUCCESS|configure install|linux debian12 zen3 on frontal|vsoch'])
  assert.equal(await page.locator('b').count(), 0, 'names of tags are text')
}

async function readFailedBuild(page) {
  await page.getByRole('link', { name: 'Build 2' }).click()
  assert.equal(await page.title(), 'Build 2: curl v7.76.1 fullcurl', 'logs are text')
  assert.equal(await page.locator('dd .status').innerText(), 'FAILED')
  await page.getByRole('link', { name: 'build, line 2501' }).click()
  const marked = page.locator('mark.error')
  assert.equal(await marked.innerText(), "url.c:12:5: error: unknown type name 'CURLM'")
  assert.ok(await marked.evaluate((mark) => {
    const box = mark.getBoundingClientRect()
    return box.top >= 0 && box.bottom <= innerHeight
  }), 'its link leads to the error')
  const log = page.locator('details pre')
  assert.ok((await log.innerText()).includes("<script>document.title = 'taken'</script>"))
  assert.ok((await page.locator('details p').innerText()).startsWith('502 lines before these'))
  await page.locator('details summary').click()
  assert.ok(!(await log.isVisible()), 'a phase folds')
}

async function readSpec(page) {
  await page.locator('dd a', { hasText: 'curl' }).click()
  assert.equal(await page.locator('h1').innerText(), 'curl v7.76.1 fullcurl')
  await page.getByRole('link', { name: 'zlib v1.2.11 fullzlib' }).click()
  await page.getByRole('link', { name: 'Build 1' }).click()
  assert.deepEqual(await page.locator('details pre').allInnerTexts(),
    ['checking for gcc... gcc\n', 'installed libz.so.1.2.11\n'])
  await page.getByRole('link', { name: 'nightly' }).click()
  assert.equal(await page.locator('tbody tr').count(), 2)
}

async function readAsBrowser(page, url, name) {
  const troubles = []
  page.on('console', (message) => troubles.push(message.text()))
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('request', (request) => { if (!request.url().startsWith(url) && !request.url().startsWith('data:')) troubles.push(request.url()) })
  await readRecentBuilds(page, url)
  await picture(page, `${name}-recent-builds`)
  assert.ok(await fits(page), 'recent builds fit')
  await readFailedBuild(page)
  assert.ok(await fits(page), 'a build fits')
  await page.goBack()
  await page.goto(`${url}/builds/2/`)
  await picture(page, `${name}-build`)
  await readSpec(page)
  assert.deepEqual(troubles, [])
}

let browser
try {
  const url = await ready()
  await load(await Monitor.at(url))
  browser = await chromium.launch({ executablePath: browserPath, args: ['--headless', '--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
  for (const [name, options] of Object.entries({
    wide: { viewport: { width: 1200, height: 800 } },
    narrow: { viewport: { width: 390, height: 800 }, colorScheme: 'dark' } })) {
    const context = await browser.newContext(options)
    await readAsBrowser(await context.newPage(), url, name)
    await context.close()
  }
  console.log('the pages can be read')
} finally {
  await browser?.close()
  server.kill()
  rmSync(folder, { recursive: true, force: true })
}
